#!/usr/bin/env bash
# wabt 1.0.39 takes the length of a module from the buffer that a view lies in, not from the view: what
# Node's readFileSync gives for a small file, a Buffer in a pool of 8192 bytes, is refused by readWasm() as
# malformed, though the engine finds it valid, and so does wabt after copying it to an array of its own.
# Fails when readWasm() takes the view.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts wabt@1.0.39

cat >read.mjs <<'JS'
import { readFileSync, writeFileSync } from 'node:fs';
import wabtModule from 'wabt';

const wabt = await wabtModule();
const { buffer: binary } = wabt.parseWat('add.wat', `(module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`).toBinary({});
writeFileSync('add.wasm', binary);
const view = readFileSync('add.wasm');

const outcome = (bytes) => {
  try {
    return wabt.readWasm(bytes, {}).toText({}).includes('i32.add') ? 'read' : 'lost';
  } catch {
    return 'refused';
  }
};
console.log(`a view of ${view.length} of ${view.buffer.byteLength} bytes`);
console.log(`valid to the engine: ${WebAssembly.validate(view)}`);
console.log(`readWasm(view): ${outcome(view)}`);
console.log(`readWasm(copy): ${outcome(new Uint8Array(view))}`);
JS
node read.mjs | tee output
diff - output <<'EXPECTED'
a view of 41 of 8192 bytes
valid to the engine: true
readWasm(view): refused
readWasm(copy): read
EXPECTED
