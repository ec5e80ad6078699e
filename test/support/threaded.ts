import { compileNetwork } from '../../compiler/compile.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { Target } from '../../compiler/target/machine.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import { constantData } from '../../compiler/ir/op.js';
import { f32 } from '../../compiler/ir/types.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Threads } from '../../compiler/settings.js';
import { randomTensor } from './random-tensor.js';
import { generateProgram } from './usual-machines.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };

/**
 * A network with kernels that threads divide and small ones between them: `scores` of a `picture`,
 * through convolutions of which one is divided along rows and one along panels with a part left over.
 */
export function threadedProgram(
  targets: readonly Target[] = ['wasm'],
  threads: Threads = 'auto',
): Promise<Program> {
  const builder = new GraphBuilder('threaded');
  const weight = (name: string, ...shape: number[]) =>
    builder.constant(constantData(name, randomTensor(shape, name)));
  const picture = builder.input('picture', f32(1, 3, 25, 23));
  const [rows] = builder.add('conv2d', [picture, weight('a', 8, 3, 3, 3)], CONV, { name: 'rows' });
  const [panels] = builder.add(
    'conv2d',
    [rows, weight('b', 44, 8, 1, 1)],
    { ...CONV, pads: [0, 0, 0, 0] },
    { name: 'panels' },
  );
  const [bent] = builder.add('tanh', [panels], {}, { name: 'bent' });
  const [last] = builder.add('conv2d', [bent, weight('c', 5, 44, 3, 3)], CONV, { name: 'last' });
  const [mean] = builder.add('global_avg_pool', [last], {}, { name: 'mean' });
  builder.output('scores', mean);
  return compileNetwork(builder.finish(), { targets, threads });
}

export const threadedInputs = { picture: randomTensor([1, 3, 25, 23], 'picture').data };

/**
 * A network of one 3×3 convolution that is cheaper by Winograd, in stages that wait for each other, or,
 * with many channels, in blocks that up to four threads work on in slots of their own; with f16 weights
 * without Winograd, in panels that are decoded between barriers.
 */
export function orderedProgram(kind: 'stages' | 'slots' | 'panels'): Promise<Program> {
  const builder = new GraphBuilder('ordered');
  const outputs = kind === 'slots' ? 512 : 64;
  const weights = builder.constant(constantData('w', randomTensor([outputs, 32, 3, 3], 'w')));
  const picture = builder.input('picture', f32(1, 32, 40, 40));
  const [scores] = builder.add('conv2d', [picture, weights], CONV, { name: 'scores' });
  builder.output('scores', scores);
  const options = kind === 'panels' ? ({ weightsAs: 'f16', winograd: 'off' } as const) : {};
  const graph = runPipeline(builder.finish(), { ...options, threads: 'auto' });
  return generateProgram({ wasm: graph }, { threads: 'auto' });
}

export const orderedInputs = { picture: randomTensor([1, 32, 40, 40], 'picture').data };
