import type { Counterpart } from '../counterpart.js';
import { CHANNELS_FIRST } from './notes.js';

/** Convolutions, as other frameworks call them. */
export const CONVOLUTIONS: readonly Counterpart[] = [
  {
    here: 'conv',
    torch: 'Conv2d LazyConv2d conv2d',
    keras: 'Conv2D Convolution2D',
    onnx: 'Conv',
    jax: 'Conv conv conv_general_dilated',
    also: 'convolution',
  },
  { here: 'conv1d', torch: 'Conv1d LazyConv1d conv1d', keras: 'Conv1D Convolution1D' },
  {
    code: 'x -> conv(x.channels, kernel = 3, groups = x.channels)',
    keras: 'DepthwiseConv2D',
    also: 'depthwise_conv depthwise',
  },
  {
    code: 'sequence -> conv1d(20, kernel = 3, groups = 20)',
    keras: 'DepthwiseConv1D',
    note: CHANNELS_FIRST,
  },
  {
    here: 'local_conv',
    keras: 'LocallyConnected2D',
    also: 'locally_connected local_convolution',
  },
  { here: 'local_conv1d', keras: 'LocallyConnected1D', note: CHANNELS_FIRST },
  { here: 'local_conv3d', also: 'locally_connected_3d' },
  { here: 'separable_conv', keras: 'SeparableConv2D SeparableConvolution2D' },
  {
    code: 'sequence -> conv1d(20, kernel = 3, groups = 20) -> conv1d(16, kernel = 1)',
    keras: 'SeparableConv1D SeparableConvolution1D',
    note: CHANNELS_FIRST,
  },
  {
    here: 'conv_transpose',
    torch: 'ConvTranspose2d LazyConvTranspose2d conv_transpose2d',
    keras: 'Conv2DTranspose Convolution2DTranspose',
    onnx: 'ConvTranspose',
    jax: 'ConvTranspose conv_transpose',
    also: 'deconv deconvolution',
  },
  {
    here: 'conv_transpose1d',
    torch: 'ConvTranspose1d LazyConvTranspose1d conv_transpose1d',
    keras: 'Conv1DTranspose Convolution1DTranspose',
  },
  { here: 'conv3d', torch: 'Conv3d LazyConv3d conv3d', keras: 'Conv3D Convolution3D' },
  {
    here: 'conv_transpose3d',
    torch: 'ConvTranspose3d LazyConvTranspose3d conv_transpose3d',
    keras: 'Conv3DTranspose Convolution3DTranspose',
  },
  {
    absent: 'conv_lstm',
    keras: 'ConvLSTM1D ConvLSTM2D ConvLSTM3D',
    jax: 'ConvLSTMCell',
    note: 'its steps can be written as a block that a `for` goes through',
  },
  {
    absent: 'unfold',
    torch: 'Unfold Fold unfold fold',
    onnx: 'Col2Im',
    jax: 'conv_general_dilated_patches',
    note: 'a convolution needs no patches',
  },
];
