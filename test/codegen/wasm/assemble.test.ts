import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../../compiler/codegen/wasm/assemble.js';
import { ModuleEncoder } from '../../../compiler/codegen/wasm/assembler/module.js';
import { naturalAlignment, OPCODES } from '../../../compiler/codegen/wasm/assembler/opcodes.js';
import { readSexps } from '../../../compiler/codegen/wasm/read-sexp.js';
import type { Sexp } from '../../../compiler/codegen/wasm/sexp.js';
import { float } from '../../../compiler/codegen/wasm/instructions.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { exampleGraph } from '../../support/example.js';
import { generateProgram } from '../../support/usual-machines.js';

/** The WebAssembly Binary Toolkit: somebody else's assembler. */
const toolkit = await wabt();

function reference(wat: string): Uint8Array {
  const features = { simd: true, bulk_memory: true, relaxed_simd: true, threads: true };
  const module = toolkit.parseWat('reference.wat', wat, features);
  try {
    module.resolveNames();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

function fieldsOf(wat: string): readonly Sexp[] {
  const [, ...fields] = readSexps(wat)
    .filter((part) => typeof part !== 'string')
    .flat();
  return fields;
}

/** Without validation: what an instruction works on does not matter. */
function encode(wat: string): Uint8Array {
  return new ModuleEncoder().encode(fieldsOf(wat));
}

function expectSame(wat: string): void {
  expect(Buffer.from(encode(wat)).toString('hex')).toBe(
    Buffer.from(reference(wat)).toString('hex'),
  );
}

describe('byte for byte like wabt', () => {
  test('every instruction of the table', () => {
    for (const name of OPCODES.keys()) {
      const access = naturalAlignment(name) === undefined ? '' : 'offset=70000';
      const lane = name.includes('_lane') ? '1' : '';
      expectSame(`(module (memory 1) (func (${name} ${access} ${lane})))`);
    }
  });

  const golden = join(import.meta.dirname, '../golden');
  const recorded = readdirSync(golden).filter((file) => file.endsWith('.golden.txt'));

  test.each(recorded)('the module of %s', (file) => {
    const [text] =
      /^\(module[\s\S]*?(?=^=+ )/m.exec(readFileSync(join(golden, file), 'utf8')) ?? [];
    expectSame(text ?? '');
  });

  test.each([
    'lenet5/lenet5.net',
    'zoo/mobilenet/squeezenet1_1.net',
    'zoo/style/style_transfer.net',
  ])('%s', async (example) => {
    const graph = runPipeline(exampleGraph(example));
    const { wasm } = await generateProgram({ wasm: graph });
    expect(Buffer.from(wasm?.binary ?? []).equals(reference(wasm?.wat() ?? ''))).toBe(true);
  });

  test('shared memories, globals, blocks with results and constants of all shapes', () => {
    expectSame(`(module
      (import "a" "b" (memory 3 4 shared))
      (global $count (mut i32) (i32.const -1))
      (global $fixed i32 (i32.const 0x8fffe000))
      (func $later (export "first") (export "again") (param $x i32) (result i32)
        (local $a i32) (local $b i32) (local $v v128) (local $c i64)
        (block $out
          (loop $again ;; a comment ) with a parenthesis
            (br_if $out (i32.eqz (local.tee $a (local.get $x))))
            (if (local.get $a) (then (br $again)) (else (br $out)))))
        (global.set $count (i32.add (global.get $count) (global.get $fixed)))
        (local.set $c (i64.const -9223372036854775808))
        (local.set $v (v128.const i32x4 -1 0x7fffffff -2147483648 5))
        (local.set $v (v128.const f32x4 1e-3 -0 inf nan))
        (local.set $v (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 -1))
        (local.set $v (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get $v) (local.get $v)))
        (memory.copy (i32.const 0) (i32.const 64) (i32.const 128))
        (memory.fill (i32.const 0) (i32.const 64) (i32.const 128))
        (if $named (result i32) (i32.const 1) (then (call $later (i32.const 2))) (else (i32.const 3))))
      (func (return) (nop) (unreachable)))`);
  });

  test('integers and floats of any size', () => {
    const finite = fc.float({ noNaN: true });
    fc.assert(
      fc.property(fc.integer(), finite, fc.nat(2 ** 31 - 1), (integer, number, offset) => {
        expectSame(`(module (memory 1) (func
          (drop (i32.const ${integer}))
          (drop (f32.const ${float(number)}))
          (drop (f32.load offset=${offset} (i32.const ${integer >>> 0})))))`);
      }),
    );
  });
});

test.each([
  ['(module (func (local.get $x)))', 'nothing is called $x'],
  ['(module (func (call $f)))', 'nothing is called $f'],
  ['(module (func (br $out)))', 'no block is labelled $out'],
  ['(module (func (i32.twice)))', 'i32.twice is not in opcodes.ts'],
  ['(module (func (f32.const one)))', 'one is no number'],
  ['(module (table 1 funcref))', '(table …) is not known in a module'],
  ['(module (func (drop)))', 'Compiling function #0 failed'],
])('%s is refused', async (wat, message) => {
  await expect(assemble(fieldsOf(wat))).rejects.toThrow(message);
});
