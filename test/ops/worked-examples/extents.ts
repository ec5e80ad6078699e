import { expect } from 'vitest';
import { windowOutput } from '../../../compiler/ir/ops/shared/window.js';
import type { SurfaceArguments } from '../../support/surface.js';
import { Network } from '../../support/network.js';
import type { Checks } from './entry.js';
import { each } from './entry.js';

/** The height of a square picture after a layer. */
export function after(
  op: 'conv2d' | 'max_pool' | 'avg_pool',
  side: number,
  args: SurfaceArguments,
): number {
  const given = op === 'conv2d' ? { channels: 1, ...args } : args;
  return new Network([1, 1, side, side]).then(op, given).size[0];
}

/** One extent after one layer. */
const outputSizes: Checks = {
  ...each(
    [
      'conv-out-5x5-on-32',
      'conv-stride-7x7-s1',
      'conv-stride-7x7-s2',
      'conv-4x4-s2-p1',
      'figure-2.1',
      'figure-2.2',
      'figure-2.3',
      'figure-2.4',
      'figure-2.5',
      'figure-2.6',
      'figure-2.7',
    ],
    ({ given, answer }) => {
      const { in: side, k, s, p } = given as Record<string, number>;
      expect(after('conv2d', side, { kernel: k, stride: s, padding: p })).toBe(answer);
    },
  ),
  'maxpool-7x7-k3s2': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    expect(after('max_pool', side, { kernel: k, stride: s })).toBe(answer);
  },
  'conv-stride-7x7-s3': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    const floor = after('conv2d', side, { kernel: k, stride: s });
    const exact = (side - k) / s + 1;
    expect({ exact, floor, unread_columns: side - ((floor - 1) * s + k) }).toEqual({
      ...(answer as object),
      exact: expect.closeTo((answer as Record<string, number>).exact) as number,
    });
  },
  'alexnet-224-input': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    expect({
      p0: (side - k) / s + 1,
      in227_p0: after('conv2d', 227, { kernel: k, stride: s }),
      in224_p2: after('conv2d', side, { kernel: k, stride: s, padding: 2 }),
    }).toEqual(answer);
  },
  'googlenet-pool-ceil': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    const pool = (args: SurfaceArguments): number =>
      after('max_pool', side, { kernel: k, stride: s, ...args });
    expect(pool({ padding: 1 })).toBe(pool({ padding: 'same' }));
    expect({
      floor: pool({}),
      ceil: pool({ ceil_mode: true }),
      same_pad_or_p1: pool({ padding: 'same' }),
    }).toEqual(answer);
  },
  'inception-v3-reductions': ({ given, answer }) => {
    const { k, s } = given as Record<string, number>;
    const sizes = (given.in as number[]).map((side) =>
      after('conv2d', side, { kernel: k, stride: s }),
    );
    expect(sizes).toEqual(answer);
  },
  'patches-96-8': ({ given, answer }) => {
    const { in: side, k, hidden } = given as Record<string, number>;
    const network = new Network([1, 1, side, side]).then('conv2d', { channels: hidden, kernel: k });
    const [height, width, maps] = network.size;
    expect({ positions: [height, width], maps }).toEqual(answer);
  },
  'avgpool-20-10': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    const network = new Network([1, 1, side, side]).then('avg_pool', { kernel: k, stride: s });
    expect(network.size.slice(0, 2)).toEqual(answer);
  },
  ...Object.fromEntries(
    (
      [
        ['full-2x2-3x3', (n2: number) => n2 - 1],
        ['same-3x3', () => 'same'],
        ['valid-5x5-3x3', () => 'valid'],
      ] as const
    ).map(([id, padding]): [string, Checks[string]] => [
      id,
      ({ given, answer }) => {
        const { n1, n2 } = given as Record<string, number>;
        expect(after('conv2d', n1, { kernel: n2, padding: padding(n2) })).toBe(answer);
      },
    ]),
  ),
};

/** Formulas of Dumoulin & Visin, checked against the shape rule over i 1..9, k 1..5, s 1..3, p 0..4. */
function relationship(
  applies: (k: number, s: number, p: number) => boolean,
  formula: (i: number, k: number, s: number, p: number) => number,
): Checks[string] {
  return ({ answer }) => {
    let compared = 0;
    for (let i = 1; i <= 9; i++) {
      for (let k = 1; k <= 5; k++) {
        for (let s = 1; s <= 3; s++) {
          for (let p = 0; p <= 4; p++) {
            if (!applies(k, s, p) || i + 2 * p < k) continue;
            const window = { kernel: [k], strides: [s], dilations: [1], pads: [p, p] };
            expect(windowOutput('conv', [i], window)).toEqual([formula(i, k, s, p)]);
            compared++;
          }
        }
      }
    }
    expect(compared > 0).toBe(answer);
  };
}

const formulas: Checks = {
  'relationship-1': relationship(
    (_k, s, p) => s === 1 && p === 0,
    (i, k) => i - k + 1,
  ),
  'relationship-2': relationship(
    (_k, s) => s === 1,
    (i, k, _s, p) => i - k + 2 * p + 1,
  ),
  'relationship-3': relationship(
    (k, s, p) => s === 1 && k % 2 === 1 && p === (k - 1) / 2,
    (i) => i,
  ),
  'relationship-4': relationship(
    (k, s, p) => s === 1 && p === k - 1,
    (i, k) => i + k - 1,
  ),
  'relationship-5': relationship(
    (_k, _s, p) => p === 0,
    (i, k, s) => Math.floor((i - k) / s) + 1,
  ),
  'relationship-6': relationship(
    () => true,
    (i, k, s, p) => Math.floor((i + 2 * p - k) / s) + 1,
  ),
};

export const extentChecks: Checks = { ...outputSizes, ...formulas };
