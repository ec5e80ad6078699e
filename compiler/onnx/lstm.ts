import type { Shape } from '../ir/types.js';
import type { OnnxModel } from './model.js';

/** Our gates i, f, g, o in the order of ONNX: input, output, forget, cell. */
const GATE_ORDER = [0, 3, 1, 2];

/** No lengths of sequences: all of them have all steps. */
const ALL_STEPS = '';

/** A tensor of one row per gate and unit, [4·H, …], in ONNX's order and for its only direction. */
export function onnxGates(
  model: OnnxModel,
  name: string,
  [rows, ...rest]: Shape,
  base: string,
): string {
  const reshape = (x: string, shape: Shape): string => {
    const result = model.fresh(base);
    model.node('Reshape', [x, model.integers(`${result}.shape`, shape)], result);
    return result;
  };
  const byGate = reshape(name, [GATE_ORDER.length, rows / GATE_ORDER.length, ...rest]);
  const ordered = model.fresh(base);
  const order = model.integers(`${ordered}.order`, GATE_ORDER);
  model.node('Gather', [byGate, order], ordered);
  return reshape(ordered, [1, rows, ...rest]);
}

/**
 * ONNX's LSTM on x [N,T,I], which it wants step by step, with `parameters` W, R and perhaps biases B in its
 * order of gates, from the `initial` h and c [N,H], if there are such; `outputs` become [N,T,H] and, as far as there are, the last states [N,H].
 */
export function addLstm(
  model: OnnxModel,
  x: string,
  {
    parameters,
    initial,
  }: { readonly parameters: readonly string[]; readonly initial: readonly string[] },
  [batch, steps, width]: Shape,
  [output, ...last]: readonly string[],
): void {
  const byStep = model.fresh(`${output}.steps`);
  const hidden = model.fresh(`${output}.states`);
  const bySequence = model.fresh(`${output}.sequences`);
  model.node('Transpose', [x], byStep, { perm: [1, 0, 2] });
  const ofDirections = last.map((name) => model.fresh(`${name}.directions`));
  const results = [hidden, ...ofDirections];
  const states = initial.map((name, index) => {
    const ofOne = model.fresh(`${output}.${['initial_h', 'initial_c'][index]}`);
    const shape = model.integers(`${ofOne}.shape`, [1, batch, width]);
    model.node('Reshape', [name, shape], ofOne);
    return ofOne;
  });
  const [W, R, B = ''] = parameters;
  const optional = states.length > 0 ? [B, ALL_STEPS, ...states] : parameters.slice(2);
  model.node('LSTM', [byStep, W, R, ...optional], results, { hidden_size: width });
  // From [T, directions, N, H].
  model.node('Transpose', [hidden], bySequence, { perm: [2, 0, 1, 3] });
  const shape = model.integers(`${output}.shape`, [batch, steps, width]);
  model.node('Reshape', [bySequence, shape], output);
  for (const [index, name] of last.entries()) {
    const ofOne = model.integers(`${name}.shape`, [batch, width]);
    model.node('Reshape', [ofDirections[index], ofOne], name);
  }
}
