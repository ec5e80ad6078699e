import type { OpDefinition } from '../op.js';
import { add } from './add.js';
import { avgPool } from './avg_pool.js';
import { batchNorm } from './batch_norm.js';
import { bias } from './bias.js';
import { circularPad } from './circular_pad.js';
import { clamp } from './clamp.js';
import { concat } from './concat.js';
import { constant } from './constant.js';
import { conv2d } from './conv2d.js';
import { convTranspose2d } from './conv_transpose2d.js';
import { depthwiseConv2d } from './depthwise_conv2d.js';
import { div } from './div.js';
import { elu } from './elu.js';
import { erf } from './erf.js';
import { exp } from './exp.js';
import { flatten } from './flatten.js';
import { globalAvgPool } from './global_avg_pool.js';
import { globalMaxPool } from './global_max_pool.js';
import { instanceNorm } from './instance_norm.js';
import { leakyRelu } from './leaky_relu.js';
import { linear } from './linear.js';
import { lstm } from './lstm.js';
import { lstmRecurrence } from './lstm_recurrence.js';
import { matmul } from './matmul.js';
import { maxPool } from './max_pool.js';
import { maximum } from './maximum.js';
import { minimum } from './minimum.js';
import { mul } from './mul.js';
import { pad } from './pad.js';
import { reflectionPad } from './reflection_pad.js';
import { relayout } from './relayout.js';
import { relu } from './relu.js';
import { relu6 } from './relu6.js';
import { replicationPad } from './replication_pad.js';
import { reshape } from './reshape.js';
import { sigmoid } from './sigmoid.js';
import { slice } from './slice.js';
import { softmax } from './softmax.js';
import { sub } from './sub.js';
import { tanh } from './tanh.js';
import { transpose } from './transpose.js';
import { upsampleNearest } from './upsample_nearest.js';
import { winogradConv2d } from './winograd_conv2d.js';
import { winogradConvTranspose2d } from './winograd_conv_transpose2d.js';

/** Every op by name. Adding an op means adding its file and its line here. */
export const OPS = {
  add,
  avg_pool: avgPool,
  batch_norm: batchNorm,
  bias,
  circular_pad: circularPad,
  clamp,
  concat,
  constant,
  conv2d,
  conv_transpose2d: convTranspose2d,
  depthwise_conv2d: depthwiseConv2d,
  div,
  elu,
  erf,
  exp,
  flatten,
  global_avg_pool: globalAvgPool,
  global_max_pool: globalMaxPool,
  instance_norm: instanceNorm,
  leaky_relu: leakyRelu,
  linear,
  lstm,
  lstm_recurrence: lstmRecurrence,
  matmul,
  max_pool: maxPool,
  maximum,
  minimum,
  mul,
  pad,
  reflection_pad: reflectionPad,
  relayout,
  relu,
  relu6,
  replication_pad: replicationPad,
  reshape,
  sigmoid,
  slice,
  softmax,
  sub,
  tanh,
  transpose,
  upsample_nearest: upsampleNearest,
  winograd_conv2d: winogradConv2d,
  winograd_conv_transpose2d: winogradConvTranspose2d,
};

export type OpName = keyof typeof OPS;

/** The definition of `name`, with its attribute type erased for code that treats all ops alike. */
export function opDefinition(name: OpName): OpDefinition {
  return OPS[name];
}
