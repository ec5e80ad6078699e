import { describe, expect, it } from 'vitest';
import type { Index, Lookup } from '../../../compiler/lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  dependsOn,
  indexText,
  rangeOf,
  scale,
  subtract,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type { Buffer, Kernel, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import { nameLookups } from '../../../compiler/lower/loops/name-lookups.js';
import { printKernel } from '../../../compiler/lower/loops/print-loops.js';
import { loop } from '../../../compiler/lower/loops/build-loops.js';
import { runLoops } from '../../support/run-loops.js';

const table: Buffer = { name: 'table', space: 'weights' };
const ids: Buffer = { name: 'ids', space: 'arena', element: 'i32' };
const output: Buffer = { name: 'output', space: 'arena' };
const [y, o] = [variable('y', 4), variable('o', 3)];

const lookup = (index: Index, extent = 5): Lookup => ({
  kind: 'lookup',
  tensor: 'ids',
  index: [index],
  extent,
});

function store(row: Index, into = output): Statement {
  const address = add(scale(row, 3), o);
  const value = { kind: 'load', type: 'f32', buffer: table, address } as const;
  return { kind: 'store', buffer: into, address: add(scale(y, 3), o), value, lanes: 1 };
}

/** For each y, a row of three. */
function kernelOf(inner: Statement): Kernel {
  const rows = loop(o, toIndex(0), toIndex(3), [inner]);
  const body = [loop(y, toIndex(0), toIndex(4), [rows])];
  return { name: 'rows', buffers: [table, ids, output], body };
}

describe('lookups', () => {
  it('are in the range that they declare, and depend on what their index depends on', () => {
    const at = toIndex(lookup(toIndex(y)));
    expect(rangeOf(scale(at, 3))).toEqual({ min: 0, max: 12 });
    expect(dependsOn(at, y)).toBe(true);
    expect(coefficientOf(at, y)).toBeUndefined();
    expect(dependsOn(at, o)).toBe(false);
  });

  it('are equal where they look up the same', () => {
    const [one, other] = [1, 1].map((offset) => toIndex(lookup(add(y, offset))));
    expect(indexText(subtract(one, other))).toBe('0');
    expect(indexText(one)).toBe('ids[y + 1] of 5');
  });

  it('are done before the loops that change nothing about them', () => {
    expect(printKernel(nameLookups(kernelOf(store(toIndex(lookup(toIndex(y)))))))).toBe(
      [
        'kernel rows(table: weights, ids: arena i32, output: arena)',
        '  for y in 0..4:',
        '    lookup ids_entry in 0..5 = ids[y]',
        '    for o in 0..3:',
        '      output[3*y + o] = table[3*ids_entry + o]',
        '',
      ].join('\n'),
    );
  });

  it('are done one after another where one says where the next looks', () => {
    const inner = lookup(toIndex(y), 4);
    const text = printKernel(nameLookups(kernelOf(store(toIndex(lookup(toIndex(inner)))))));
    expect(text).toContain('    lookup ids_entry in 0..4 = ids[y]\n');
    expect(text).toContain('    lookup ids_entry2 in 0..5 = ids[ids_entry]\n    for o');
  });

  it('stay in loops that store to what they look at', () => {
    const text = printKernel(nameLookups(kernelOf(store(toIndex(lookup(toIndex(y))), ids))));
    expect(text).toContain('    for o in 0..3:\n      lookup ids_entry in 0..5 = ids[y]\n');
  });

  it('count from the end below 0, and take the nearest where they are outside', () => {
    const memory = {
      table: Float32Array.from({ length: 15 }, (_, at) => at),
      ids: Float32Array.of(-1, 7, -9, 2),
      output: new Float32Array(12),
    };
    runLoops(nameLookups(kernelOf(store(toIndex(lookup(toIndex(y)))))), memory);
    expect([...memory.output]).toEqual([12, 13, 14, 12, 13, 14, 0, 1, 2, 6, 7, 8]);
  });
});
