import type { Bound, Reduction, Scalar } from '../../../lower/formulas/compute.js';
import { COMBINE_SIGNS } from '../../../lower/formulas/compute.js';
import { COMPARISON_SIGNS } from '../../../lower/formulas/expression.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { indexText } from '../../../lower/formulas/index-expr.js';
import type { PlacedCompute, Site } from '../placement/site.js';
import { addressOf } from '../placement/site.js';

/**
 * A computation as one line of text: everything that a schedule looks at, and nothing else. Equal
 * texts have the same candidates and the same best one, whatever network they come from.
 *
 *     yx 3136, o 64: output[64*yx + o] = max(sum + bias[o], 0), sum = Σ i 256: input[256*yx + i] * weight[o, i]
 */
export function signatureOf({ compute, operands, output }: PlacedCompute): string {
  const { axes, unrolled = [], outputDomain = [], reductions, intermediates, value } = compute;
  const text = (scalar: Scalar): string => scalarText(scalar, operands);
  const target = `${output.buffer.name}[${indexText(addressOf(output, compute.output))}]`;
  return [
    `${axesText([...axes, ...unrolled])}: ${target} = ${text(value)}${boundsText(outputDomain)}`,
    ...reductions.map((reduction) => `${reduction.name} = ${reductionText(reduction, text)}`),
    ...intermediates.map((step) => `${step.name} = ${text(step.value)}`),
  ].join(', ');
}

function axesText(axes: readonly Variable[]): string {
  return axes.map(({ name, max }) => `${name} ${max + 1}`).join(', ');
}

function reductionText(
  { axes, combine, body, domain, neededWhere }: Reduction,
  text: (scalar: Scalar) => string,
): string {
  const symbol = COMBINE_SIGNS[combine];
  const needed = neededWhere === undefined ? '' : ` where ${text(neededWhere)} > 0`;
  return `${symbol} ${axesText(axes)}: ${text(body)}${boundsText(domain)}${needed}`;
}

function boundsText(bounds: readonly Bound[]): string {
  if (bounds.length === 0) return '';
  return ` for ${bounds.map(({ index, extent }) => `0 ≤ ${indexText(index)} < ${extent}`).join(', ')}`;
}

function scalarText(scalar: Scalar, operands: readonly Site[]): string {
  const text = (part: Scalar): string => scalarText(part, operands);
  switch (scalar.kind) {
    case 'number':
      return String(scalar.value);
    case 'integer':
      return indexText(scalar.value);
    case 'result':
      return scalar.name;
    case 'read': {
      const site = operands[scalar.operand];
      if (site.kind === 'literal') return String(site.value);
      const { name, element } = site.buffer;
      // Weights lie as the schedule packs them; all else where it is.
      const place =
        site.kind === 'constant'
          ? scalar.index.map(indexText).join(', ')
          : indexText(addressOf(site, scalar.index));
      return `${element === undefined ? '' : `${element} `}${name}[${place}]`;
    }
    case 'unary':
      return `${scalar.op}(${text(scalar.x)})`;
    case 'binary': {
      const symbol = SYMBOLS[scalar.op];
      const [a, b] = [text(scalar.a), text(scalar.b)];
      return symbol === undefined ? `${scalar.op}(${a}, ${b})` : `(${a} ${symbol} ${b})`;
    }
    case 'select': {
      const test = `${text(scalar.a)} ${COMPARISON_SIGNS[scalar.test]} ${text(scalar.b)}`;
      return `(${test} ? ${text(scalar.then)} : ${text(scalar.otherwise)})`;
    }
    case 'choice':
      return `${scalar.by.name} of (${scalar.alternatives.map(text).join(', ')})`;
    case 'inside':
      return `(${text(scalar.value)}${boundsText(scalar.bounds)}, else ${text(scalar.otherwise)})`;
  }
}

const SYMBOLS: Readonly<Partial<Record<string, string>>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
};
