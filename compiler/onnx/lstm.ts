import type { Shape } from '../ir/types.js';
import type { OnnxModel } from './model.js';

/** Our gates i, f, g, o in the order of ONNX: input, output, forget, cell. */
const GATE_ORDER = [0, 3, 1, 2];

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
 * ONNX's LSTM on x [N,T,I], which it wants step by step, with weights W and R and biases B in its
 * order of gates; `outputs` become [N,T,H] and, as far as there are, the last states [N,H].
 */
export function addLstm(
  model: OnnxModel,
  x: string,
  parameters: readonly string[],
  [batch, steps, width]: Shape,
  [output, ...last]: readonly string[],
): void {
  const byStep = model.fresh(`${output}.steps`);
  const states = model.fresh(`${output}.states`);
  const bySequence = model.fresh(`${output}.sequences`);
  model.node('Transpose', [x], byStep, { perm: [1, 0, 2] });
  const ofDirections = last.map((name) => model.fresh(`${name}.directions`));
  const results = [states, ...ofDirections];
  model.node('LSTM', [byStep, ...parameters], results, { hidden_size: width });
  // From [T, directions, N, H].
  model.node('Transpose', [states], bySequence, { perm: [2, 0, 1, 3] });
  const shape = model.integers(`${output}.shape`, [batch, steps, width]);
  model.node('Reshape', [bySequence, shape], output);
  for (const [index, name] of last.entries()) {
    const ofOne = model.integers(`${name}.shape`, [batch, width]);
    model.node('Reshape', [ofDirections[index], ofOne], name);
  }
}
