import type { Bound, Compute, Reduction, Scalar } from './compute.js';
import { COMBINE_SIGNS, outputName } from './compute.js';
import { shortestDecimal } from './decimal.js';
import { COMPARISON_SIGNS } from './expression.js';
import type { Index, Variable } from './index-expr.js';
import { indexText, rangeOf } from './index-expr.js';

/**
 * A computation as formulas for people, one a line; `operands` are the names of what it reads:
 *
 *     sum[n, o, y, x] = Σ i<64, ky<3, kx<3 input[n, i, y + ky - 1, x + kx - 1] · weight[o, i, ky, kx]
 *         for 0 ≤ y + ky - 1 < 56, 0 ≤ x + kx - 1 < 56
 *     output[n, o, y, x] = max(sum + bias[o], 0)
 *         for n<1, o<64, y<56, x<56
 *
 * An axis starts at 0. `Σ` and `max` go over axes of their own; behind `for` stands which points there
 * are, and only those count. A name without an index is that result at the same point.
 */
export function printCompute(compute: Compute, operands: readonly string[]): string {
  const {
    axes,
    unrolled = [],
    output,
    outputDomain = [],
    reductions,
    intermediates,
    value,
  } = compute;
  const text = (scalar: Scalar): string => scalarText(scalar, operands);
  const { target = 0 } = compute;
  const filled = typeof target === 'number' ? outputName(target) : target;
  const element = `${filled}[${output.map(indexText).join(', ')}]`;
  const points = [axesText([...axes, ...unrolled]), ...boundTexts(outputDomain)];
  return [
    ...reductions.flatMap((reduction) => reductionLines(reduction, axes, text)),
    ...intermediates.map((step) => `${step.name} = ${text(step.value)}`),
    `${element} = ${text(value)}`,
    ...forLine(points.filter((each) => each !== '')),
  ].join('\n');
}

function reductionLines(
  { name, axes, combine, body, domain, neededWhere }: Reduction,
  around: readonly Variable[],
  text: (scalar: Scalar) => string,
): string[] {
  const own = around.map((axis) => axis.name).join(', ');
  const over = axes.length === 0 ? '' : `${COMBINE_SIGNS[combine]} ${axesText(axes)} `;
  const needed = neededWhere === undefined ? [] : [`${text(neededWhere)} > 0`];
  return [`${name}[${own}] = ${over}${text(body)}`, ...forLine([...boundTexts(domain), ...needed])];
}

function forLine(points: readonly string[]): string[] {
  return points.length === 0 ? [] : [`    for ${points.join(', ')}`];
}

/** `n<1, o<64` */
function axesText(axes: readonly Variable[]): string {
  return axes.map(({ name, max }) => `${name}<${max + 1}`).join(', ');
}

/** Those that do not hold anyway. */
function boundTexts(bounds: readonly Bound[]): string[] {
  return bounds.flatMap(({ index, extent }) => {
    const { min, max } = rangeOf(index);
    const lower = min < 0 ? '0 ≤ ' : '';
    const upper = max >= extent ? ` < ${extent}` : '';
    return lower === '' && upper === '' ? [] : [`${lower}${indexText(index)}${upper}`];
  });
}

const SIGNS = {
  and: { sign: '&', level: 0 },
  add: { sign: '+', level: 1 },
  sub: { sign: '-', level: 1 },
  mul: { sign: '·', level: 2 },
  div: { sign: '/', level: 2 },
} as const;

/** `level`: how tightly the surroundings bind; looser expressions get parentheses. */
function scalarText(scalar: Scalar, operands: readonly string[], level = 0): string {
  const text = (part: Scalar, inside = 0): string => scalarText(part, operands, inside);
  switch (scalar.kind) {
    case 'number':
      return numberText(scalar.value);
    case 'integer':
      return level > 0 && scalar.value.terms.length > 0
        ? `(${indexText(scalar.value)})`
        : indexText(scalar.value);
    case 'result':
      return scalar.name;
    case 'read': {
      const name = operands[scalar.operand];
      return scalar.index.length === 0 || /^-?[\d.]/.test(name)
        ? name
        : `${name}[${scalar.index.map((at: Index) => indexText(at)).join(', ')}]`;
    }
    case 'unary':
      return scalar.op === 'neg'
        ? `-${text(scalar.x, 3)}`
        : `${scalar.op.replace('to-', '')}(${text(scalar.x)})`;
    case 'binary': {
      const { op, a, b } = scalar;
      if (op === 'min' || op === 'max' || op === 'pow') return `${op}(${text(a)}, ${text(b)})`;
      const { sign, level: own } = SIGNS[op];
      const sum = `${text(a, own)} ${sign} ${text(b, own + 1)}`;
      return own < level ? `(${sum})` : sum;
    }
    case 'select': {
      const test = `${text(scalar.a, 1)} ${COMPARISON_SIGNS[scalar.test]} ${text(scalar.b, 1)}`;
      return `(${text(scalar.then)} if ${test} else ${text(scalar.otherwise)})`;
    }
    case 'choice':
      return `(${scalar.alternatives.map((each) => text(each)).join(', ')})[${scalar.by.name}]`;
    case 'inside': {
      const bounds = boundTexts(scalar.bounds);
      if (bounds.length === 0) return text(scalar.value, level);
      return `(${text(scalar.value)} if ${bounds.join(' and ')} else ${text(scalar.otherwise)})`;
    }
  }
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(shortestDecimal(value)));
}
