#!/usr/bin/env node
import { createContext } from './context.js';
import { EXIT } from './exit-codes.js';
import { failFile } from './files/errors.js';
import { processIo } from './io.js';
import { main } from './netloom.js';
import { guarded, internalError } from './report.js';

const io = processIo();
const argv = process.argv.slice(2);
const context = createContext(io);

process.on('uncaughtException', (error) => {
  internalError(context, argv, error);
  process.exit(EXIT.internal);
});

// No process.exit() at the end: it would cut off what a pipe has not taken yet.
let code = await main(argv, context);
const unwritten = await io.stdout.flush();
if (unwritten !== undefined) {
  await guarded(context, false, () => failFile(unwritten, '', 'standard output', 'write'));
  code = EXIT.input;
}
if ((await io.stderr.flush()) !== undefined && code === EXIT.ok) code = EXIT.input;
process.exitCode = code;
