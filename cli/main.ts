#!/usr/bin/env node
import { createContext } from './context.js';
import { processIo } from './io.js';
import { main } from './netloom.js';

process.exitCode = await main(process.argv.slice(2), createContext(processIo()));
