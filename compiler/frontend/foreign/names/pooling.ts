import type { Counterpart } from '../counterpart.js';
import { CHANNELS_FIRST } from './notes.js';

/** Pooling, as other frameworks call them. */
export const POOLING: readonly Counterpart[] = [
  {
    here: 'max_pool',
    torch: 'MaxPool2d max_pool2d',
    keras: 'MaxPooling2D MaxPool2D',
    onnx: 'MaxPool',
    jax: 'max_pool',
  },
  { here: 'max_pool1d', torch: 'MaxPool1d max_pool1d', keras: 'MaxPooling1D MaxPool1D' },
  { here: 'max_pool3d', torch: 'MaxPool3d max_pool3d', keras: 'MaxPooling3D MaxPool3D' },
  {
    here: 'avg_pool',
    torch: 'AvgPool2d avg_pool2d',
    keras: 'AveragePooling2D AvgPool2D',
    onnx: 'AveragePool',
    jax: 'avg_pool',
    also: 'mean_pool',
  },
  { here: 'avg_pool1d', torch: 'AvgPool1d avg_pool1d', keras: 'AveragePooling1D AvgPool1D' },
  { here: 'avg_pool3d', torch: 'AvgPool3d avg_pool3d', keras: 'AveragePooling3D AvgPool3D' },
  {
    here: 'global_avg_pool',
    keras: 'GlobalAveragePooling2D GlobalAvgPool2D',
    onnx: 'GlobalAveragePool',
    also: 'gap',
  },
  {
    here: 'adaptive_avg_pool',
    torch: 'AdaptiveAvgPool2d adaptive_avg_pool2d',
    note: '`global_avg_pool` for size 1',
  },
  {
    here: 'global_max_pool',
    keras: 'GlobalMaxPooling2D GlobalMaxPool2D',
    onnx: 'GlobalMaxPool',
  },
  {
    here: 'adaptive_max_pool',
    torch: 'AdaptiveMaxPool2d adaptive_max_pool2d',
    note: '`global_max_pool` for size 1',
  },
  {
    code: 'sequence -> reduce_mean(2)',
    torch: 'AdaptiveAvgPool1d adaptive_avg_pool1d',
    keras: 'GlobalAveragePooling1D GlobalAvgPool1D',
    note: CHANNELS_FIRST,
  },
  {
    code: 'sequence -> reduce_max(2)',
    torch: 'AdaptiveMaxPool1d adaptive_max_pool1d',
    keras: 'GlobalMaxPooling1D GlobalMaxPool1D',
    note: CHANNELS_FIRST,
  },
  {
    here: 'reduce_mean',
    torch: 'AdaptiveAvgPool3d adaptive_avg_pool3d',
    keras: 'GlobalAveragePooling3D GlobalAvgPool3D',
    note: 'along axes 2, 3 and 4 of a volume',
  },
  {
    here: 'reduce_max',
    torch: 'AdaptiveMaxPool3d adaptive_max_pool3d',
    keras: 'GlobalMaxPooling3D GlobalMaxPool3D',
    note: 'along axes 2, 3 and 4 of a volume',
  },
  {
    here: 'lp_pool',
    torch: 'LPPool2d lp_pool2d',
    onnx: 'LpPool',
    note: 'with `p = 1` it takes magnitudes, where PyTorch takes the elements',
  },
  { code: 'x -> reduce_l2([2, 3], keepdims = true)', onnx: 'GlobalLpPool' },
  { here: 'lp_pool1d', torch: 'LPPool1d lp_pool1d' },
  { here: 'lp_pool3d', torch: 'LPPool3d lp_pool3d' },
  {
    here: 'max_unpool',
    torch: 'MaxUnpool2d max_unpool2d',
    onnx: 'MaxUnpool',
    also: 'unpool unpooling',
    note: 'with the `places` that `max_pool(2, places = true)` gives',
  },
  { here: 'max_unpool1d', torch: 'MaxUnpool1d max_unpool1d' },
  { here: 'max_unpool3d', torch: 'MaxUnpool3d max_unpool3d' },
  {
    absent: 'fractional_max_pool',
    torch: 'FractionalMaxPool2d FractionalMaxPool3d fractional_max_pool2d',
    note: 'its windows lie anywhere',
  },
  {
    here: 'roi_align',
    torch: 'roi_align RoIAlign',
    onnx: 'RoiAlign',
    also: 'crop_and_resize',
    note: '`coordinates = "output_half_pixel"` unless PyTorch has `aligned = True`',
  },
  { here: 'roi_pool', torch: 'roi_pool RoIPool', onnx: 'MaxRoiPool' },
];
