#!/usr/bin/env node
import { createContext } from './context.js';
import { EXIT } from './exit-codes.js';
import { failFile } from './files/errors.js';
import { processIo } from './io.js';
import { main } from './netloom.js';
import { reportError } from './report.js';

const io = processIo();
const argv = process.argv.slice(2);
const context = createContext(io);

process.on('uncaughtException', (error) => {
  const code = reportError(context, argv, error);
  void io.stdout.flush().finally(() => process.exit(code));
});

// No process.exit() at the end: it would cut off what a pipe has not taken yet.
let code = await main(argv, context);
const unwritten = await io.stdout.flush();
if (unwritten !== undefined) {
  code = failOutput(unwritten);
}
if ((await io.stderr.flush()) !== undefined && code === EXIT.ok) code = EXIT.input;
process.exitCode = code;

/** Standard output takes no JSON now. */
function failOutput(error: Error): number {
  try {
    return failFile(error, '', 'standard output', 'write');
  } catch (failure) {
    return reportError(context, [], failure);
  }
}
