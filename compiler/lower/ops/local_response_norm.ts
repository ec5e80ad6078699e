import type { LocalResponseNormAttributes } from '../../ir/ops/local_response_norm.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, unary } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { add, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { outputAxes } from '../lowering.js';

/**
 * Lanes lie along the channels, so those whose window is whole have no test; the few at either end have a
 * computation each, with a window of its own.
 */
export const localResponseNorm: LoopLowering<LocalResponseNormAttributes> = {
  kind: 'loops',
  compute(node) {
    const [, channels] = node.output.shape;
    const { size } = node.attributes;
    const before = Math.floor(size / 2);
    const whole = Math.max(0, channels - size + 1);
    const parts: Compute[] = [];
    for (let c = 0; c < channels; c++) {
      if (c >= before && c < before + whole) continue;
      const from = Math.max(0, c - before);
      const to = Math.min(channels, c - before + size);
      parts.push(divided(node, [], toIndex(c), toIndex(from), to - from));
    }
    if (whole === 0) return parts;
    const c = variable('c', whole);
    return [divided(node, [c], add(c, before), toIndex(c), size), ...parts];
  },
  variant: ({ attributes: { size } }) => `c${size}`,
};

/** The outputs of `channel`, along `axes`, by `taps` channels that begin at `from`. */
function divided(
  { output, attributes: { size, alpha, beta, k } }: LoweringInput<LocalResponseNormAttributes>,
  axes: readonly Variable[],
  channel: Index,
  from: Index,
  taps: number,
): Compute {
  const [n, , y, x] = outputAxes(output);
  const tap = variable('j', taps);
  const at = (c: Index): Index[] => [toIndex(n), c, toIndex(y), toIndex(x)];
  const neighbour = read(0, at(add(from, tap)));
  const mean = binary('mul', result('sum'), number(Math.fround(alpha / size)));
  return {
    axes: [n, ...axes, y, x],
    output: at(channel),
    reductions: [
      {
        name: 'sum',
        axes: [tap],
        combine: 'sum',
        body: binary('mul', neighbour, neighbour),
        domain: [],
      },
    ],
    intermediates: [{ name: 'energy', value: binary('add', mean, number(k)) }],
    value: binary('div', read(0, at(channel)), powerOf(result('energy'), beta)),
  };
}

/** x^β; the exponents that networks have are roots. */
function powerOf(x: Scalar, beta: number): Scalar {
  const root = unary('sqrt', x);
  if (beta === 0.75) return binary('mul', root, unary('sqrt', root));
  if (beta === 0.5) return root;
  return beta === 1 ? x : binary('pow', x, number(beta));
}
