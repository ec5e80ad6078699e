import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import type { NarrowOutput } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { Graph } from '../../../../compiler/ir/graph.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { graphOf, randomInputs } from '../../../support/graph-text.js';
import { holdToReference } from '../../../support/hold-to-reference.js';
import {
  cpuKernel,
  gpuKernels,
  placeForGpu,
  placeNode,
  threadedKernel,
} from '../../../support/usual-machines.js';

const PADDED = '{dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]}';

/** A convolution of what a kernel has left channels last. */
function convolution(outputs: number, channels: number): Graph {
  return graphOf(`
    input %x : f32[1,${channels},5,9]
    %w = constant @"w" : f32[${outputs},${channels},3,3]
    %b = constant @"b" : f32[${outputs}]
    %r = relu(%x) : f32[1,${channels},5,9]
    %c = conv2d(%r, %w, %b) ${PADDED} : f32[1,${outputs},5,9]
    %y = sigmoid(%c) : f32[1,${outputs},5,9]
    output "y" = %y`);
}

const TRANSPOSED = graphOf(`
  input %x : f32[1,16,4,5]
  %w = constant @"w" : f32[16,3,4,4]
  %r = relu(%x) : f32[1,16,4,5]
  %y = conv_transpose2d(%r, %w) {dilations = [1, 1], groups = 1, output_padding = [0, 0], pads = [1, 1, 1, 1], strides = [2, 2]} : f32[1,3,8,10]
  output "y" = %y`);

/** How the sums of each part of the kernels lie, where not along the outputs. */
function narrowParts(graph: Graph): NarrowOutput[] {
  const planned = runPipeline(graph, { winograd: 'off' });
  return computingNodes(planned)
    .flatMap((node) => placeNode(node, constantsOf(planned)).computes)
    .flatMap(({ plan }) => plan.narrow ?? []);
}

describe('sums of up to three outputs lie along whole vectors of the reduction', () => {
  it.each([
    [1, 16],
    [2, 20],
    [3, 32],
  ])('%i outputs of %i channels', (outputs, channels) => {
    const parts = narrowParts(convolution(outputs, channels));
    expect(parts).toEqual([expect.objectContaining({ outputs })]);
    expect(parts[0].sumAxis).toMatchObject({ name: 'i', max: channels - 1 });
  });

  it('in every phase of a transposed convolution', () => {
    expect(narrowParts(TRANSPOSED).map(({ outputs }) => outputs)).toEqual([3, 3, 3, 3]);
  });

  it.each([
    ['all lanes are used', 4, 16],
    ['the reduction ends within a vector', 3, 18],
    ['the reduction is shorter than adding up lanes takes', 3, 12],
  ])('not where %s', (_, outputs, channels) => {
    expect(narrowParts(convolution(outputs, channels))).toEqual([]);
  });

  it('not where channels lie apart, in a picture as it comes in', () => {
    const graph = graphOf(`
      input %x : f32[1,16,5,9]
      %w = constant @"w" : f32[3,16,3,3]
      %y = conv2d(%x, %w) ${PADDED} : f32[1,3,5,9]
      output "y" = %y`);
    expect(narrowParts(graph)).toEqual([]);
  });
});

describe.each([
  ['one output', convolution(1, 16)],
  ['two outputs', convolution(2, 20)],
  ['three outputs', convolution(3, 32)],
  ['a transposed convolution', TRANSPOSED],
])('%s', (name, graph) => {
  const each = { op: 'conv2d', name, graph, inputs: randomInputs(graph) } as const;

  it('computes the same on one core, by threads and on a GPU', () => {
    holdToReference(each, (node) => [cpuKernel(node)]);
    holdToReference(each, (node) => [threadedKernel(node, 0)], { threads: 3 });
    holdToReference(each, gpuKernels, { place: placeForGpu });
  });
});
