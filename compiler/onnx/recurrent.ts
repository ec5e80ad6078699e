import type { Shape } from '../ir/types.js';
import type { OnnxAttribute, OnnxModel } from './model.js';

/** No lengths of sequences: all of them have all steps. */
const ALL_STEPS = '';

/** One of ONNX's recurrent ops. */
export interface OnnxCell {
  readonly opType: 'LSTM' | 'GRU' | 'RNN';
  /** Our gates in its order. */
  readonly order: readonly number[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** What the op takes: its sequence [N,T,I], and the rest as our ops have it. */
export interface OnnxRecurrent {
  readonly x: string;
  readonly weightIh: string;
  readonly weightHh: string;
  /** bias_ih and bias_hh, or none. */
  readonly biases: readonly string[];
  /** [N,H] each, or none. */
  readonly initial: readonly string[];
  /** [3·H], or none. */
  readonly peephole?: string;
  readonly features: number;
  readonly reverse: boolean;
}

/**
 * ONNX's recurrent op, which wants its input step by step and its weights with an axis of directions; `outputs`
 * become [N,T,H] and, as far as there are, the last states [N,H].
 */
export function addRecurrent(
  model: OnnxModel,
  cell: OnnxCell,
  given: OnnxRecurrent,
  [batch, steps, width]: Shape,
  [output, ...last]: readonly string[],
): void {
  const reshape = (x: string, shape: Shape, result: string): string => {
    model.node('Reshape', [x, model.integers(`${result}.shape`, shape)], result);
    return result;
  };
  /** A tensor of one row per gate and unit, in ONNX's order and for its only direction. */
  const byGate = (name: string, part: string, order: readonly number[], ...rest: Shape): string => {
    const base = `${output}.${part}`;
    const direction = [1, order.length * width, ...rest];
    if (order.length === 1) return reshape(name, direction, model.fresh(base));
    const gates = reshape(name, [order.length, width, ...rest], model.fresh(base));
    const ordered = model.fresh(base);
    model.node('Gather', [gates, model.integers(`${ordered}.order`, order)], ordered);
    return reshape(ordered, direction, model.fresh(base));
  };
  const W = byGate(given.weightIh, 'W', cell.order, given.features);
  const R = byGate(given.weightHh, 'R', cell.order, width);
  const B = given.biases.map((name) => byGate(name, 'B', cell.order));
  const parameters = [W, R];
  if (B.length > 0) {
    // One after the other along the axis of the gates.
    const both = model.fresh(`${output}.B`);
    model.node('Concat', B, both, { axis: 1 });
    parameters.push(both);
  }
  const byStep = model.fresh(`${output}.steps`);
  const hidden = model.fresh(`${output}.states`);
  const bySequence = model.fresh(`${output}.sequences`);
  model.node('Transpose', [given.x], byStep, { perm: [1, 0, 2] });
  const ofDirections = last.map((name) => model.fresh(`${name}.directions`));
  const initial = given.initial.map((name, index) =>
    reshape(name, [1, batch, width], model.fresh(`${output}.${['initial_h', 'initial_c'][index]}`)),
  );
  // Gates i, f, o as i, o, f.
  const P = given.peephole === undefined ? [] : [byGate(given.peephole, 'P', [0, 2, 1])];
  const optional =
    initial.length > 0
      ? [parameters.at(2) ?? '', ALL_STEPS, ...initial, ...P]
      : parameters.slice(2);
  model.node(cell.opType, [byStep, W, R, ...optional], [hidden, ...ofDirections], {
    hidden_size: width,
    ...(given.reverse && { direction: 'reverse' }),
    ...cell.attributes,
  });
  // From [T, directions, N, H].
  model.node('Transpose', [hidden], bySequence, { perm: [2, 0, 1, 3] });
  reshape(bySequence, [batch, steps, width], output);
  for (const [index, name] of last.entries()) reshape(ofDirections[index], [batch, width], name);
}
