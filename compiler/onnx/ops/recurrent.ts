import type { GruAttributes } from '../../ir/ops/shared/recurrent/gru.js';
import { GRU } from '../../ir/ops/shared/recurrent/gru.js';
import type { LstmAttributes } from '../../ir/ops/shared/recurrent/lstm.js';
import { LSTM } from '../../ir/ops/shared/recurrent/lstm.js';
import type { RecurrentAttributes, RecurrentCell } from '../../ir/ops/shared/recurrent/cell.js';
import type { RnnAttributes } from '../../ir/ops/shared/recurrent/rnn.js';
import { RNN } from '../../ir/ops/shared/recurrent/rnn.js';
import { elementCount } from '../../ir/types.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import type { OnnxCell } from '../recurrent.js';
import { addRecurrent } from '../recurrent.js';

/** Gates i, f, g, o as i, o, f, g. */
const lstmCell = ({ coupled }: LstmAttributes): OnnxCell => ({
  opType: 'LSTM',
  order: [0, 3, 1, 2],
  attributes: coupled ? { input_forget: 1 } : {},
});

/** Gates r, z, n as z, r, n. */
const gruCell = ({ reset_after }: GruAttributes): OnnxCell => ({
  opType: 'GRU',
  order: [1, 0, 2],
  attributes: { linear_before_reset: Number(reset_after) },
});

const rnnCell = ({ activation }: RnnAttributes): OnnxCell => ({
  opType: 'RNN',
  order: [0],
  attributes: { activations: [activation === 'tanh' ? 'Tanh' : 'Relu'] },
});

export const exportLstm = layer<LstmAttributes>(LSTM, lstmCell);
export const exportGru = layer<GruAttributes>(GRU, gruCell);
export const exportRnn = layer<RnnAttributes>(RNN, rnnCell);
export const exportLstmRecurrence = recurrence<LstmAttributes>(LSTM, lstmCell);
export const exportGruRecurrence = recurrence<GruAttributes>(GRU, gruCell);
export const exportRnnRecurrence = recurrence<RnnAttributes>(RNN, rnnCell);

type Exporter<A extends RecurrentAttributes> = (node: ExportedNode<A>, model: OnnxModel) => void;

function layer<A extends RecurrentAttributes>(
  { states }: RecurrentCell<A>,
  cellOf: (attributes: A) => OnnxCell,
): Exporter<A> {
  return ({ node, inputs, outputs, attributes }, model) => {
    const [x, weightIh, weightHh, ...optional] = inputs;
    const given = {
      ...{ x, weightIh, weightHh, reverse: attributes.reverse },
      features: node.inputs[0].type.shape[2],
      biases: optional.slice(0, 2),
      initial: optional.slice(2, 2 + states.length),
      peephole: optional.at(2 + states.length),
    };
    addRecurrent(model, cellOf(attributes), given, node.outputs[0].type.shape, outputs);
  };
}

/** ONNX has no recurrence without the input's share: an identity as weight passes on the gates that come in. */
function recurrence<A extends RecurrentAttributes>(
  { keepsBias, states }: RecurrentCell<A>,
  cellOf: (attributes: A) => OnnxCell,
): Exporter<A> {
  return ({ node, inputs, output, outputs, attributes }, model) => {
    const [x, weightHh, ...optional] = inputs;
    const rows = node.inputs[0].type.shape[2];
    const constant = (name: string, shape: readonly number[], at: (index: number) => number) => {
      const fresh = model.fresh(`${output}.${name}`);
      const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => at(i));
      model.floats(fresh, shape, data);
      return fresh;
    };
    const weightIh = constant('identity', [rows, rows], (at) => Number(at % (rows + 1) === 0));
    const kept = optional.slice(0, keepsBias === true ? 1 : 0);
    const given = {
      ...{ x, weightIh, weightHh, reverse: attributes.reverse, features: rows },
      biases: kept.flatMap((bias) => [constant('bias_ih', [rows], () => 0), bias]),
      initial: optional.slice(kept.length, kept.length + states.length),
      peephole: optional.at(kept.length + states.length),
    };
    addRecurrent(model, cellOf(attributes), given, node.outputs[0].type.shape, outputs);
  };
}
