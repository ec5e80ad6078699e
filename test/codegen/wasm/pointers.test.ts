import { describe, expect, it } from 'vitest';
import {
  add,
  minimum,
  scale,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type { Index } from '../../../compiler/lower/formulas/index-expr.js';
import type { Buffer, Expression, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import { emitKernel } from '../../../compiler/codegen/wasm/emit-kernel.js';
import { printSexp } from '../../../compiler/codegen/wasm/sexp.js';

const input: Buffer = { name: 'input', space: 'arena' };
const output: Buffer = { name: 'output', space: 'arena' };
const i = variable('i', 10);

function load(address: Index): Expression {
  return { kind: 'load', type: 'f32x4', buffer: input, address };
}

function sum(...parts: readonly Expression[]): Expression {
  return parts.reduce((a, b) => ({ kind: 'binary', type: 'f32x4', op: 'add', a, b }));
}

function overI(value: Expression): string {
  const body: Statement[] = [
    {
      kind: 'for',
      variable: i,
      from: toIndex(0),
      to: toIndex(10),
      body: [{ kind: 'store', buffer: output, address: scale(i, 4), value, lanes: 4 }],
    },
  ];
  return printSexp(emitKernel({ name: 'kernel', buffers: [input, output], body }).kernel);
}

describe('addresses in WebAssembly are pointers that loops advance', () => {
  it('accesses that differ by a constant share a pointer', () => {
    expect(overI(sum(load(scale(i, 8)), load(add(scale(i, 8), 4))))).toMatchInlineSnapshot(`
      "(func $kernel (param $input_base i32) (param $output_base i32)
        (local $input_at_i i32)
        (local $output_at_i i32)
        (local $i_end i32)
        ;; for i in 0 .. 10
        (local.set $input_at_i (local.get $input_base))
        (local.set $output_at_i (local.get $output_base))
        (local.set $i_end (i32.add (local.get $output_at_i) (i32.const 160)))
        (loop $i_loop
          (v128.store
            (local.get $output_at_i)
            (f32x4.add (v128.load (local.get $input_at_i)) (v128.load offset=16 (local.get $input_at_i))))
          (local.set $input_at_i (i32.add (local.get $input_at_i) (i32.const 32)))
          (br_if $i_loop
            (i32.ne
              (local.tee $output_at_i (i32.add (local.get $output_at_i) (i32.const 16)))
              (local.get $i_end)))))"
    `);
  });

  it('a negative constant is part of the pointer, because offsets are unsigned', () => {
    expect(overI(sum(load(add(scale(i, 8), -4)), load(add(scale(i, 8), 4)))))
      .toMatchInlineSnapshot(`
        "(func $kernel (param $input_base i32) (param $output_base i32)
          (local $input_start i32)
          (local $input_at_i i32)
          (local $output_at_i i32)
          (local $i_end i32)
          (local.set $input_start (i32.add (local.get $input_base) (i32.const -16)))
          ;; for i in 0 .. 10
          (local.set $input_at_i (local.get $input_start))
          (local.set $output_at_i (local.get $output_base))
          (local.set $i_end (i32.add (local.get $output_at_i) (i32.const 160)))
          (loop $i_loop
            (v128.store
              (local.get $output_at_i)
              (f32x4.add (v128.load (local.get $input_at_i)) (v128.load offset=32 (local.get $input_at_i))))
            (local.set $input_at_i (i32.add (local.get $input_at_i) (i32.const 32)))
            (br_if $i_loop
              (i32.ne
                (local.tee $output_at_i (i32.add (local.get $output_at_i) (i32.const 16)))
                (local.get $i_end)))))"
      `);
  });

  it('going down, the pointer is the address itself and never wraps below zero', () => {
    expect(overI(load(add(scale(i, -4), 36)))).toMatchInlineSnapshot(`
      "(func $kernel (param $input_base i32) (param $output_base i32)
        (local $input_start i32)
        (local $input_at_i i32)
        (local $output_at_i i32)
        (local $i_end i32)
        (local.set $input_start (i32.add (local.get $input_base) (i32.const 144)))
        ;; for i in 0 .. 10
        (local.set $input_at_i (local.get $input_start))
        (local.set $output_at_i (local.get $output_base))
        (local.set $i_end (i32.add (local.get $output_at_i) (i32.const 160)))
        (loop $i_loop
          (v128.store (local.get $output_at_i) (v128.load (local.get $input_at_i)))
          (local.set $input_at_i (i32.add (local.get $input_at_i) (i32.const -16)))
          (br_if $i_loop
            (i32.ne
              (local.tee $output_at_i (i32.add (local.get $output_at_i) (i32.const 16)))
              (local.get $i_end)))))"
    `);
  });

  it('a loop counts turns only where something asks for them, or where their number is not known', () => {
    const load4 = load(scale(i, 4));
    const turn: Expression = { kind: 'integer', type: 'f32', value: toIndex(i) };
    const wide: Expression = { kind: 'splat', type: 'f32x4', x: turn };
    const outer = variable('outer', 10);
    const counts = /local\.tee \$i \(/;
    expect(overI(load4)).not.toMatch(counts);
    expect(overI(sum(load4, wide))).toMatch(counts);
    const store: Statement = {
      kind: 'store',
      buffer: output,
      address: scale(i, 4),
      value: load4,
      lanes: 4,
    };
    const triangle: Statement = {
      kind: 'for',
      variable: outer,
      from: toIndex(0),
      to: toIndex(10),
      body: [{ kind: 'for', variable: i, from: toIndex(0), to: add(outer, 1), body: [store] }],
    };
    const kernel = { name: 'kernel', buffers: [input, output], body: [triangle] };
    expect(printSexp(emitKernel(kernel).kernel)).toMatch(counts);
  });

  it('an access under a condition has a pointer of its own', () => {
    const guarded: Expression = {
      kind: 'when',
      type: 'f32x4',
      conditions: [{ index: add(i, -1), extent: 8 }],
      then: load(add(scale(i, 4), -4)),
      otherwise: load(scale(i, 4)),
    };
    expect(overI(guarded)).toMatchInlineSnapshot(`
      "(func $kernel (param $input_base i32) (param $output_base i32)
        (local $input_start i32)
        (local $input_at_i i32)
        (local $input_at_i_2 i32)
        (local $output_at_i i32)
        (local $i i32)
        (local.set $input_start (i32.add (local.get $input_base) (i32.const -16)))
        ;; for i in 0 .. 10
        (local.set $i (i32.const 0))
        (local.set $input_at_i (local.get $input_start))
        (local.set $input_at_i_2 (local.get $input_base))
        (local.set $output_at_i (local.get $output_base))
        (loop $i_loop
          (v128.store
            (local.get $output_at_i)
            (if (result v128)
              (i32.lt_u (i32.sub (local.get $i) (i32.const 1)) (i32.const 8))
              (then (v128.load (local.get $input_at_i)))
              (else (v128.load (local.get $input_at_i_2)))))
          (local.set $input_at_i (i32.add (local.get $input_at_i) (i32.const 16)))
          (local.set $input_at_i_2 (i32.add (local.get $input_at_i_2) (i32.const 16)))
          (local.set $output_at_i (i32.add (local.get $output_at_i) (i32.const 16)))
          (br_if $i_loop (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10)))))"
    `);
  });

  it('what only outer loops change is added where the next loop begins, and a touch drops its load', () => {
    const turn = variable('turn', 3);
    const address = add(scale(minimum(add(turn, 1), 2), 40), scale(i, 4));
    const touch: Statement = { kind: 'touch', buffer: input, address };
    const over = (v: typeof i, body: readonly Statement[]): Statement => ({
      kind: 'for',
      variable: v,
      from: toIndex(0),
      to: toIndex(v.max + 1),
      body,
    });
    const body = [over(turn, [over(i, [touch])])];
    expect(printSexp(emitKernel({ name: 'kernel', buffers: [input], body }).kernel))
      .toMatchInlineSnapshot(`
        "(func $kernel (param $input_base i32)
          (local $input_at_i i32)
          (local $i_end i32)
          (local $turn i32)
          ;; for turn in 0 .. 3
          (local.set $turn (i32.const 0))
          (loop $turn_loop
            ;; for i in 0 .. 10
            (local.set $input_at_i
              (i32.add
                (local.get $input_base)
                (i32.mul
                  (select
                    (i32.add (local.get $turn) (i32.const 1))
                    (i32.const 2)
                    (i32.lt_s (i32.add (local.get $turn) (i32.const 1)) (i32.const 2)))
                  (i32.const 160))))
            (local.set $i_end (i32.add (local.get $input_at_i) (i32.const 160)))
            (loop $i_loop
              (drop (i32.load8_u (local.get $input_at_i)))
              (br_if $i_loop
                (i32.ne
                  (local.tee $input_at_i (i32.add (local.get $input_at_i) (i32.const 16)))
                  (local.get $i_end))))
            (br_if $turn_loop
              (i32.lt_s (local.tee $turn (i32.add (local.get $turn) (i32.const 1))) (i32.const 3)))))"
      `);
  });
});
