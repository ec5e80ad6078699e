import { floats } from '../../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../compiler/ir/computing-nodes.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { pooledStages } from '../../../compiler/ir/pooling.js';
import { memoryReport } from '../../../compiler/passes/plan-memory.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { expectClose } from '../../support/close.js';
import { graphOf, randomInputs } from '../../support/graph-text.js';
import { holdToReference } from '../../support/hold-to-reference.js';
import type { OpCase } from '../../support/op-cases.js';
import { runProgramWasm } from '../../support/run-program.js';
import { expectSameMeaning } from '../../support/same-meaning.js';
import { generateProgram, threadedKernel } from '../../support/usual-machines.js';

const POINTWISE = '{dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]}';
const HALVING =
  '{ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]}';
const WITH_BORDER = `
  input %x : f32[1,1,67,34]
  %w = constant @"w" : f32[32,1,3,3]
  %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,32,67,34]
  %r = leaky_relu(%c) {slope = 0.1} : f32[1,32,67,34]
  %y = max_pool(%r) ${HALVING} : f32[1,32,33,17]
  output "y" = %y`;

/** What is pooled, each a little more than 256 KiB, and what pools it. */
const CASES: Record<string, string> = {
  'a convolution whose last row is in no window': WITH_BORDER,
  'two pictures, a residual sum, and a tail behind the pooling': `
    input %x : f32[2,3,24,40]
    input %r : f32[2,40,24,40]
    %w = constant @"w" : f32[40,3,1,1]
    %b = constant @"b" : f32[40]
    %c = conv2d(%x, %w, %b) ${POINTWISE} : f32[2,40,24,40]
    %s = add(%c, %r) : f32[2,40,24,40]
    %p = avg_pool(%s) {ceil_mode = false, count_include_pad = false, kernel = [3, 2], pads = [0, 0, 0, 0], strides = [3, 2]} : f32[2,40,8,20]
    %y = tanh(%p) : f32[2,40,8,20]
    output "y" = %y`,
  'a Winograd convolution in strips whose last tiles hang over': `
    input %x : f32[1,4,65,34]
    %w = constant @"w" : f32[32,4,3,3]
    %c = winograd_conv2d(%x, %w) {blocks = 1, pads = [1, 1, 1, 1], slots = 1, strips = 3, tile = [2, 2]} : f32[1,32,65,34]
    %y = max_pool(%c) ${HALVING} : f32[1,32,32,17]
    output "y" = %y`,
  'a Winograd convolution in blocks': `
    input %x : f32[1,4,65,34]
    %w = constant @"w" : f32[32,4,3,3]
    %c = winograd_conv2d(%x, %w) {blocks = 4, pads = [1, 1, 1, 1], slots = 1, strips = 1, tile = [2, 2]} : f32[1,32,65,34]
    %y = max_pool(%c) ${HALVING} : f32[1,32,32,17]
    output "y" = %y`,
};

describe.each(Object.entries(CASES))('%s', (_, text) => {
  const graph = graphOf(text);
  const inputs = randomInputs(graph);
  const planned = runPipeline(graph, { verify: true });

  it('is pooled in bands', async () => {
    const pooling = planned.nodes.filter((node) => pooledStages(node) !== undefined);
    expect(pooling).toHaveLength(1);
    const program = await generateProgram({ wasm: planned });
    const data: Record<string, Float32Array> = {};
    for (const [name, tensor] of Object.entries(inputs)) data[name] = floats(tensor);
    const { y } = await runProgramWasm(program, data);
    const expected = interpret(graph, inputs).y;
    expectClose({ ...expected, data: y }, expected, 'y', { absolute: 2e-5, relative: 1e-5 });
  });

  it('is two kernels on a GPU, which mean the same', () => {
    const onGpu = runPipeline(graph, { target: 'webgpu', verify: true });
    expect(computingNodes(onGpu)).toHaveLength(computingNodes(planned).length + 1);
    expectSameMeaning(planned, onGpu, inputs);
  });
});

it.each([
  'blocks = 1, pads = [1, 1, 1, 1], slots = 1, strips = 3',
  'blocks = 2, pads = [1, 1, 1, 1], slots = 2, strips = 1',
])('threads wait until a band is full, and until it is pooled: %s', (parts) => {
  const graph = graphOf(`
      input %x : f32[1,4,11,8]
      %w = constant @"w" : f32[16,4,3,3]
      %y = fused(%x, %w) : f32[1,16,5,4] {
        %c = winograd_conv2d(%x, %w) {${parts}, tile = [2, 2]} : f32[1,16,11,8]
        %y = max_pool(%c) ${HALVING} : f32[1,16,5,4]
        yield %y
      }
      output "y" = %y`);
  const small: OpCase = { op: 'max_pool', name: parts, graph, inputs: randomInputs(graph) };
  holdToReference(small, (node) => [threadedKernel(node, 0)], { threads: 3 });
});

it('the picture before pooling is nowhere in the arena', () => {
  const planned = runPipeline(graphOf(WITH_BORDER));
  const onGpu = runPipeline(graphOf(WITH_BORDER), { target: 'webgpu' });
  const picture = 4 * 32 * 67 * 34;
  expect(memoryReport(planned).arenaBytes).toBeLessThan(picture);
  expect(memoryReport(onGpu).arenaBytes).toBeGreaterThan(picture);
});
