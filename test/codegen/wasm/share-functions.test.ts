import { largestMagnitude } from '../../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import type { Sexp } from '../../../compiler/codegen/wasm/sexp.js';
import { printSexp } from '../../../compiler/codegen/wasm/sexp.js';
import { shareFunctions } from '../../../compiler/codegen/wasm/share-functions.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { expectClose } from '../../support/close.js';
import { graphOf, randomInputs } from '../../support/graph-text.js';
import { runProgramWasm } from '../../support/run-program.js';

/** Adds up `count` times what stands at `stride`, and stores the sum at `at`. */
function sum(name: string, count: number, stride: number, at: number): Sexp {
  const get = (local: string): Sexp => ['local.get', local];
  const constant = (value: number): Sexp => ['i32.const', String(value)];
  return [
    'func',
    `$${name}`,
    ['param', '$x', 'i32'],
    ['local', '$i', 'i32'],
    ['local', '$sum', 'f32'],
    `;; for i in 0 .. ${count}`,
    [
      'loop',
      '$i_loop',
      ['local.set', '$sum', ['f32.add', get('$sum'), ['f32.load', `offset=${stride}`, get('$x')]]],
      ['local.set', '$i', ['i32.add', get('$i'), constant(1)]],
      ['br_if', '$i_loop', ['i32.lt_s', get('$i'), constant(count)]],
    ],
    ['f32.store', ...(at === 0 ? [] : [`offset=${at}`]), get('$x'), get('$sum')],
  ];
}

describe('functions that differ in sizes', () => {
  it('become one that takes them', () => {
    const { functions, callees } = shareFunctions([sum('a', 8, 4, 0), sum('b', 9, 4, 16)]);
    expect(functions.map((each) => printSexp(each)).join('\n')).toMatchInlineSnapshot(`
      ";; also b
      (func $a (param $x i32) (param $size0 i32) (param $size1 i32)
        (local $i i32)
        (local $sum f32)
        ;; for i
        (loop $i_loop
          (local.set $sum (f32.add (local.get $sum) (f32.load offset=4 (local.get $x))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $i_loop (i32.lt_s (local.get $i) (local.get $size0))))
        (f32.store (i32.add (local.get $x) (local.get $size1)) (local.get $sum)))"
    `);
    expect(callees).toEqual(
      new Map([
        ['a', { name: 'a', sizes: [8, 0] }],
        ['b', { name: 'a', sizes: [9, 16] }],
      ]),
    );
  });

  it('stay apart where an addition per load would show', () => {
    const { functions, callees } = shareFunctions([sum('a', 8, 4, 0), sum('b', 8, 64, 0)]);
    expect(functions).toHaveLength(2);
    expect(callees.get('b')).toEqual({ name: 'b', sizes: [] });
  });

  it('give the same in a network', async () => {
    const graph = graphOf(`
      input %x : f32[1,16,32,32]
      %wa = constant @"wa" : f32[16,16,1,1]
      %a = conv2d(%x, %wa) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,16,32,32]
      %wb = constant @"wb" : f32[32,16,1,1]
      %b = conv2d(%a, %wb) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,32,32,32]
      %wc = constant @"wc" : f32[16,32,1,1]
      %c = conv2d(%b, %wc) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,16,32,32]
      %wd = constant @"wd" : f32[64,16,1,1]
      %d = conv2d(%c, %wd) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,64,32,32]
      %we = constant @"we" : f32[32,64,3,3]
      %e = conv2d(%d, %we) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,32,32,32]
      %wf = constant @"wf" : f32[32,32,3,3]
      %f = conv2d(%e, %wf) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,32,32,32]
      %wg = constant @"wg" : f32[16,32,3,3]
      %g = conv2d(%f, %wg) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,16,32,32]
      output "y" = %g`);
    const program = await compileNetwork(graph, { targets: ['wasm'] });
    const names = [...(program.wasm?.wat().matchAll(/;; also ([\w.]+)/g) ?? [])].map(
      ([, name]) => name,
    );
    expect(names).toEqual([
      'winograd_conv2d_f4x4_3x3_c32_o32__4x8_rows.part1',
      'winograd_conv2d_f4x4_3x3_c32_o32__4x8_rows.part2',
      'winograd_conv2d_f4x4_3x3_c64_o32__4x8_rows.part4',
      'winograd_conv2d_f4x4_3x3_c32_o32__4x8_rows.part7',
      'winograd_conv2d_f4x4_3x3_c32_o32__4x8_rows.part8',
      'winograd_conv2d_f4x4_3x3_c32_o16__4x8_rows.part5',
      'winograd_conv2d_f4x4_3x3_c32_o16__4x8_rows.part6',
      'winograd_conv2d_f4x4_3x3_c32_o16__4x8_rows',
    ]);
    const inputs = randomInputs(graph);
    const { y } = await runProgramWasm(program, { x: inputs.x.data });
    const expected = interpret(graph, inputs).y;
    // The largest results are some thousands: rounding is measured by them.
    const largest = largestMagnitude(expected);
    expectClose({ shape: expected.shape, data: y }, expected, 'y', {
      absolute: 1e-5 * largest,
      relative: 1e-5,
    });
  });
});
