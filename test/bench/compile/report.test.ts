import { expect, it } from 'vitest';
import { growthExponent } from '../../../bench/compile/growth.js';
import { shapeTable } from '../../../bench/compile/report.js';
import { leastTimes } from '../../../bench/compile/time-phases.js';

it('takes for the exponent what powers of the size it is', () => {
  const small = { size: 100, amount: 3 };
  expect(growthExponent(small, { size: 200, amount: 6 })).toBeCloseTo(1);
  expect(growthExponent(small, { size: 1000, amount: 300 })).toBeCloseTo(2);
  expect(growthExponent(small, { size: 400, amount: 3 })).toBe(0);
});

it('takes the least time of each phase', () => {
  const runs = [
    { nodes: 8, phases: { lower: 3, emit: 1 } },
    { nodes: 8, phases: { lower: 2, emit: 5 } },
  ];
  expect(leastTimes(runs)).toEqual({ nodes: 8, phases: { lower: 2, emit: 1 } });
});

it('shows phases down and sizes across, small ones together and the verifier behind the sum', () => {
  const lines = shapeTable({
    shape: 'chain',
    target: 'wasm',
    times: [
      { nodes: 100, phases: { 'front end': 10, 'fuse-tail': 0.1, lower: 0.5, verify: 4 } },
      { nodes: 1000, phases: { 'front end': 100, 'fuse-tail': 0.2, lower: 50, verify: 400 } },
    ],
  });
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "chain, wasm  100 nodes  growth  1,000 nodes
    ───────────  ─────────  ──────  ───────────
    front end        10 ms    1.00       100 ms
    lower           500 µs    2.00        50 ms
    1 other         100 µs       –       200 µs
    together         11 ms    1.15       150 ms
    verify          4.0 ms    2.00       400 ms"
  `);
});
