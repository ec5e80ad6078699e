import { describe, expect, it } from 'vitest';
import type { Scalar } from '../../../compiler/lower/formulas/compute.js';
import {
  binary,
  mapLeaves,
  number,
  occurrences,
  operandsOf,
  read,
  rewrite,
  select,
  walk,
} from '../../../compiler/lower/formulas/compute.js';
import { toIndex } from '../../../compiler/lower/formulas/index-expr.js';
import { translate } from '../../../compiler/codegen/schedule/nests/translate.js';

/** x^(2^times): as a tree it would have 2^times leaves. */
function squared(x: Scalar, times: number): Scalar {
  let value = x;
  for (let at = 0; at < times; at++) value = binary('mul', value, value);
  return value;
}

describe('expressions are DAGs', () => {
  const x = read(0, [toIndex(3)]);
  const chain = squared(x, 1000);

  it('visit each node once', () => {
    let visits = 0;
    walk(chain, () => visits++);
    expect(visits).toBe(1001);
  });

  it('stay shared when they are rewritten', () => {
    const replaced = mapLeaves(chain, () => number(1));
    let nodes = 0;
    walk(replaced, () => nodes++);
    expect(nodes).toBe(1001);
  });

  it('are the same object where nothing changes', () => {
    expect(rewrite(chain, (node, inside) => (operandsOf(node).forEach(inside), node))).toBe(chain);
    expect(mapLeaves(chain, (leaf) => leaf)).toBe(chain);
  });

  it('count how often a node would be written out', () => {
    const shallow = squared(x, 10);
    expect(occurrences(shallow).get(x)).toBe(1024);
    expect(occurrences(shallow, (node) => node === shallow).get(x)).toBeUndefined();
  });

  it('stay shared in the loop IR', () => {
    const placed = translate(chain, { bind: (axis) => axis, results: new Map() }, [
      { kind: 'literal', value: 2, type: 'f32' },
    ]);
    expect(placed.kind === 'binary' && placed.a === placed.b).toBe(true);
  });

  it('give the operands of a choice in order of evaluation', () => {
    const parts = [1, 2, 3, 4].map(number);
    const [a, b, then, otherwise] = parts;
    expect(operandsOf(select('ge', [a, b], then, otherwise))).toEqual(parts);
  });
});
