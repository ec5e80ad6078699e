import type { OpName } from '../ir/ops/index.js';
import type { OnnxExporter } from './exporter.js';
import { direct } from './exporter.js';
import { exportAvgPool } from './ops/avg_pool.js';
import { exportBatchNorm } from './ops/batch_norm.js';
import { exportBias } from './ops/bias.js';
import { exportBorder } from './ops/border_pad.js';
import { exportClamp } from './ops/clamp.js';
import { exportConcat } from './ops/concat.js';
import { exportConstant } from './ops/constant.js';
import { exportConv2d } from './ops/conv2d.js';
import { exportConvTranspose2d } from './ops/conv_transpose2d.js';
import { exportDepthwiseConv2d } from './ops/depthwise_conv2d.js';
import { exportElu } from './ops/elu.js';
import { exportInstanceNorm } from './ops/instance_norm.js';
import { exportLeakyRelu } from './ops/leaky_relu.js';
import { exportLinear } from './ops/linear.js';
import { exportLstm } from './ops/lstm.js';
import { exportLstmRecurrence } from './ops/lstm_recurrence.js';
import { exportMatmul } from './ops/matmul.js';
import { exportMaxPool } from './ops/max_pool.js';
import { exportPad } from './ops/pad.js';
import { exportRelu6 } from './ops/relu6.js';
import { exportReshape } from './ops/reshape.js';
import { exportSlice } from './ops/slice.js';
import { exportSoftmax } from './ops/softmax.js';
import { exportTranspose } from './ops/transpose.js';
import { exportUpsampleNearest } from './ops/upsample_nearest.js';
import { exportWinogradConv2d } from './ops/winograd_conv2d.js';
import { exportWinogradConvTranspose2d } from './ops/winograd_conv_transpose2d.js';

/** How each op is said in ONNX. An op without an entry does not compile. */
export const EXPORTERS: { readonly [Name in OpName]: OnnxExporter<Name> } = {
  add: direct('Add'),
  avg_pool: exportAvgPool,
  batch_norm: exportBatchNorm,
  bias: exportBias,
  circular_pad: exportBorder('wrap'),
  clamp: exportClamp,
  concat: exportConcat,
  constant: exportConstant,
  conv2d: exportConv2d,
  conv_transpose2d: exportConvTranspose2d,
  depthwise_conv2d: exportDepthwiseConv2d,
  div: direct('Div'),
  elu: exportElu,
  erf: direct('Erf'),
  exp: direct('Exp'),
  flatten: exportReshape,
  global_avg_pool: direct('GlobalAveragePool'),
  global_max_pool: direct('GlobalMaxPool'),
  instance_norm: exportInstanceNorm,
  leaky_relu: exportLeakyRelu,
  linear: exportLinear,
  lstm: exportLstm,
  lstm_recurrence: exportLstmRecurrence,
  matmul: exportMatmul,
  max_pool: exportMaxPool,
  maximum: direct('Max'),
  minimum: direct('Min'),
  mul: direct('Mul'),
  pad: exportPad,
  reflection_pad: exportBorder('reflect'),
  relayout: direct('Identity'),
  relu: direct('Relu'),
  relu6: exportRelu6,
  replication_pad: exportBorder('edge'),
  reshape: exportReshape,
  sigmoid: direct('Sigmoid'),
  slice: exportSlice,
  softmax: exportSoftmax,
  sub: direct('Sub'),
  tanh: direct('Tanh'),
  transpose: exportTranspose,
  upsample_nearest: exportUpsampleNearest,
  winograd_conv2d: exportWinogradConv2d,
  winograd_conv_transpose2d: exportWinogradConvTranspose2d,
};
