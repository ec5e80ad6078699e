import { expect, it } from 'vitest';
import { counterpartsOf } from '../../cli/inspect/counterparts.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { opsOf } from '../../compiler/ir/kernel.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { exampleGraph } from '../support/example.js';

it.each([
  ['lenet5/lenet5.net', 'lenet5'],
  ['zoo/resnet/resnet.net', 'resnet18'],
  ['zoo/detection/tiny_face_detector.net', 'tiny_face_detector'],
  ['zoo/inception/googlenet.net', 'googlenet'],
])(
  'finds each node of a GPU in %s %s beside the one of a core that computes the same',
  (file, network) => {
    const graph = exampleGraph(file, {}, network);
    const [core, gpu] = (['wasm', 'webgpu'] as const).map((target) =>
      computingNodes(runPipeline(graph, { target })),
    );
    const counterparts = counterpartsOf(core, gpu);
    expect(counterparts.flat()).toEqual(gpu);
    for (const [index, node] of core.entries()) {
      const shapes = counterparts[index]
        .flatMap(opsOf)
        .map(({ op, outputs }) => [op, outputs[0].type]);
      expect(shapes).toEqual(opsOf(node).map(({ op, outputs }) => [op, outputs[0].type]));
    }
  },
);
