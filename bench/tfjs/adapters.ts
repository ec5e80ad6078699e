import type { OpName } from '../../compiler/ir/ops/index.js';
import type { Adapter } from './adapter.js';
import { conv2d } from './ops/convolution.js';
import { bias, broadcasting, direct, elu, leakyRelu } from './ops/elementwise.js';
import { linear, matmul } from './ops/matrix.js';
import { concat, pad, reflectionPad, reshape, slice, transpose } from './ops/movement.js';
import { batchNorm, instanceNorm, softmax } from './ops/normalisation.js';
import { avgPool, globalAvgPool, globalMaxPool, maxPool } from './ops/pooling.js';
import { lstm } from './ops/recurrent.js';
import { resize } from './ops/resampling.js';
import { convTranspose2d } from './ops/transposed-convolution.js';

/** How each op is said in tfjs. A network with an op that is not here is reported as such. */
export const ADAPTERS: { readonly [Name in OpName]?: Adapter<Name> } = {
  add: broadcasting('add'),
  avg_pool: avgPool,
  batch_norm: batchNorm,
  bias,
  concat,
  conv2d,
  conv_transpose2d: convTranspose2d,
  div: broadcasting('div'),
  elu,
  exp: direct('exp'),
  flatten: reshape,
  global_avg_pool: globalAvgPool,
  global_max_pool: globalMaxPool,
  instance_norm: instanceNorm,
  leaky_relu: leakyRelu,
  linear,
  lstm,
  matmul,
  max_pool: maxPool,
  mul: broadcasting('mul'),
  pad,
  reflection_pad: reflectionPad,
  relu: direct('relu'),
  relu6: direct('relu6'),
  reshape,
  resize,
  sigmoid: direct('sigmoid'),
  slice,
  softmax,
  sub: broadcasting('sub'),
  tanh: direct('tanh'),
  transpose,
};
