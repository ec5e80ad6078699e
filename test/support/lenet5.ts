import { readFileSync } from 'node:fs';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { bindWeights, bytesSource, openSafetensors } from '../../compiler/weights/index.js';
import { sharedRoot } from './paths.js';
import { addLayer } from './surface.js';

const FOLDER = `${sharedRoot}models/lenet5-mnist/`;

/** LeNet-5 for `batch` digits with its trained weights, built layer by layer without the front end. */
export function lenet5(batch = 1): Graph {
  const builder = new GraphBuilder('lenet5');
  let value = builder.input('digit', f32(batch, 1, 28, 28));
  const layer = (op: Parameters<typeof addLayer>[1], args = {}, name: string = op): void => {
    value = addLayer(builder, op, [value], args, { name });
  };
  layer('conv2d', { channels: 6, kernel: 5, padding: 2 }, 'c1');
  layer('tanh');
  layer('avg_pool', { kernel: 2 });
  layer('conv2d', { channels: 16, kernel: 5 }, 'c3');
  layer('tanh');
  layer('avg_pool', { kernel: 2 });
  layer('conv2d', { channels: 120, kernel: 5 }, 'c5');
  layer('tanh');
  layer('flatten');
  layer('linear', { features: 84 }, 'f6');
  layer('tanh');
  layer('linear', { features: 10 }, 'output');
  builder.output('scores', value);

  const file = openSafetensors(
    bytesSource('weights', readFileSync(`${FOLDER}weights.safetensors`)),
  );
  const { graph, diagnostics } = bindWeights(builder.finish(), file);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ title }) => title).join('\n'));
  return graph;
}

export interface LabelledDigits {
  /** [20,1,28,28], preprocessed. */
  readonly input: Tensor;
  /** [20,10], computed with PyTorch. */
  readonly logits: Tensor;
}

/** Two real digits of every class with the logits that PyTorch gives them. */
export function twentyDigits(): LabelledDigits {
  const bytes = readFileSync(`${FOLDER}expected.safetensors`);
  const file = openSafetensors(bytesSource('expected', bytes));
  const load = (name: string): Tensor => ({
    shape: file.tensors.get(name)?.shape ?? [],
    data: file.read({ name }),
  });
  return { input: load('input'), logits: load('logits') };
}
