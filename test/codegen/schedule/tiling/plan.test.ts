import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import type { Plan } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import { orderText } from '../../../../compiler/codegen/schedule/tiling/plan.js';
import type { Attributes } from '../../../../compiler/ir/graph.js';
import type { OpName } from '../../../../compiler/ir/ops/index.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import type { Operand } from '../../../support/op-cases/case.js';
import { operand, opCase, weights } from '../../../support/op-cases/case.js';
import { placeNode } from '../../../support/usual-machines.js';

const CONV = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
const POOL = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: false };

/** The tiles of the kernel that computes `op`; copies at the network's borders are left out. */
function plans(op: OpName, operands: readonly Operand[], attributes: Attributes): Plan[] {
  const graph = runPipeline(opCase(op, operands, attributes).graph);
  return computingNodes(graph)
    .filter((node) => !isOp(node, 'relayout'))
    .flatMap((node) => placeNode(node, constantsOf(graph)).computes.map(({ plan }) => plan));
}

function tileText({ tileAxis, tile, vectorAxis, vectors }: Plan): string {
  return `${tile} ${tileAxis?.name ?? '-'} x ${4 * vectors} ${vectorAxis?.name ?? '-'}`;
}

function tiles(op: OpName, operands: readonly Operand[], attributes: Attributes): string[] {
  return plans(op, operands, attributes).map(tileText);
}

/** The axes that tiles lie along; how large they are, the cost model says. */
function axes(op: OpName, operands: readonly Operand[], attributes: Attributes): string[] {
  return plans(op, operands, attributes).map(
    ({ tileAxis, vectorAxis }) => `${tileAxis?.name ?? '-'} x ${vectorAxis?.name ?? '-'}`,
  );
}

describe('the register tile follows from how the reads depend on the axes', () => {
  it('a convolution shares weights along x and pixels along channels', () => {
    expect(axes('conv2d', [operand(1, 8, 9, 9), weights(16, 8, 3, 3)], CONV)).toEqual(['x x o']);
  });

  it('a 1x1 convolution is a matrix product over all pixels', () => {
    const attributes = { ...CONV, pads: [0, 0, 0, 0] };
    expect(axes('conv2d', [operand(1, 8, 5, 5), weights(16, 8, 1, 1)], attributes)).toEqual([
      'yx x o',
    ]);
  });

  it('a single row of a matrix product has all its accumulators in the columns', () => {
    expect(tiles('matmul', [operand(1, 512), weights(512, 960)], { axis: -1 })).toEqual([
      '1 - x 24 o',
    ]);
  });

  it('a depthwise convolution shares weights and windows along x', () => {
    const operands = [operand(1, 16, 9, 9), weights(16, 1, 3, 3)];
    expect(axes('conv2d', operands, { ...CONV, groups: 16 })).toEqual(['x x o']);
  });

  it('so does pooling, whose neighbouring windows share what they read', () => {
    const attributes = { ...POOL, dilations: [1, 1] };
    expect(axes('max_pool', [operand(1, 16, 8, 8)], attributes)).toEqual(['x x o']);
  });

  it('pooling over everything shares nothing and takes what channels there are', () => {
    expect(tiles('global_avg_pool', [operand(1, 16, 8, 8)], {})).toEqual(['1 - x 16 o']);
  });

  it('statistics of each channel read whole lines of channels, those over channels none', () => {
    expect(tiles('instance_norm', [operand(1, 16, 8, 8)], { epsilon: 0 })).toEqual(['1 - x 16 o']);
    expect(tiles('softmax', [operand(8, 16)], { axis: 1 })).toEqual(['1 - x 4 o']);
  });

  it('an elementwise kernel is one loop over everything', () => {
    expect(tiles('relu', [operand(1, 8, 5, 5)], {})).toEqual(['1 - x 8 yxo']);
  });
});

/** The order of loops of a 1×1 convolution of so many pixels on a side. */
function orders(size: number, channels: number, outputs: number, attributes: Attributes): string[] {
  const operands = [operand(1, channels, size, size), weights(outputs, channels, 1, 1)];
  return plans('conv2d', operands, attributes).map(({ order }) => orderText(order));
}

describe('the order of loops moves the least memory', () => {
  const POINTWISE = { ...CONV, pads: [0, 0, 0, 0] };

  it('blocks of rows where all weights stay near', () => {
    expect(orders(28, 64, 256, POINTWISE)).toEqual([expect.stringMatching(/^blocks of/)]);
  });

  it('panels outside where weights are far and the rows stay near', () => {
    expect(orders(7, 2048, 512, POINTWISE)).toEqual(['panels outside']);
  });

  it('counts only what a stride touches of the picture', () => {
    const strided = { ...POINTWISE, strides: [2, 2] };
    expect(orders(14, 1024, 2048, strided)).toEqual(['panels outside']);
  });
});
