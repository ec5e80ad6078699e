import type { Attributes } from '../../ir/graph.js';
import type { OpName } from '../../ir/ops/index.js';
import type { AttributesOf } from '../../ir/rewrite.js';
import { circularPad, reflectionPad, replicationPad } from './border-padding.js';
import { conv2d } from './conv2d.js';
import { convTranspose2d } from './conv_transpose2d.js';
import { depthwiseConv2d } from './depthwise_conv2d.js';
import * as elementwise from './elementwise.js';
import { instanceNorm } from './instance_norm.js';
import { linear } from './linear.js';
import type { Lowering } from './lowering.js';
import { lstmRecurrence } from './lstm_recurrence.js';
import { matmul } from './matmul.js';
import { concat, pad, relayout, slice, transpose, view } from './movement.js';
import { avgPool, globalAvgPool, globalMaxPool, maxPool } from './pooling.js';
import { softmax } from './softmax.js';
import { upsampleNearest } from './upsample_nearest.js';
import { winogradConv2d } from './winograd_conv2d.js';
import { winogradConvTranspose2d } from './winograd_conv_transpose2d.js';

/** Every op with a kernel: constants are data, and `hoist-lstm-input` takes every lstm apart. */
export type ComputingOp = Exclude<OpName, 'constant' | 'lstm'>;

/** How each op becomes a computation. A missing op or a lowering of another is a compile error. */
const LOWERINGS = {
  add: elementwise.add,
  avg_pool: avgPool,
  batch_norm: elementwise.batchNorm,
  bias: elementwise.bias,
  circular_pad: circularPad,
  clamp: elementwise.clamp,
  concat,
  conv2d,
  conv_transpose2d: convTranspose2d,
  depthwise_conv2d: depthwiseConv2d,
  div: elementwise.div,
  elu: elementwise.elu,
  erf: elementwise.erf,
  exp: elementwise.exp,
  flatten: view,
  global_avg_pool: globalAvgPool,
  global_max_pool: globalMaxPool,
  instance_norm: instanceNorm,
  leaky_relu: elementwise.leakyRelu,
  linear,
  lstm_recurrence: lstmRecurrence,
  matmul,
  max_pool: maxPool,
  maximum: elementwise.maximum,
  minimum: elementwise.minimum,
  mul: elementwise.mul,
  pad,
  reflection_pad: reflectionPad,
  relayout,
  relu: elementwise.relu,
  relu6: elementwise.relu6,
  replication_pad: replicationPad,
  reshape: view,
  sigmoid: elementwise.sigmoid,
  slice,
  softmax,
  sub: elementwise.sub,
  tanh: elementwise.tanh,
  transpose,
  upsample_nearest: upsampleNearest,
  winograd_conv2d: winogradConv2d,
  winograd_conv_transpose2d: winogradConvTranspose2d,
} satisfies { readonly [Name in ComputingOp]: Lowering<AttributesOf<Name>> };

/** The lowering of `op`, its attribute type erased as in `opDefinition`. */
export function loweringOf(op: ComputingOp): Lowering<Attributes> {
  return LOWERINGS[op];
}
