import type { Counterpart } from '../counterpart.js';
import { TWO_AXES } from './notes.js';

const ROW_OF_PIXELS = 'a sequence is a picture of one row, [N,C,1,T]';

/** Padding and resizing, as other frameworks call them. */
export const PADDING_AND_RESIZING: readonly Counterpart[] = [
  {
    here: 'pad',
    torch: 'pad ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d',
    keras: 'ZeroPadding1D ZeroPadding2D',
    onnx: 'Pad',
    jax: 'pad',
    also: 'zero_pad',
  },
  {
    here: 'reflection_pad',
    torch: 'ReflectionPad1d ReflectionPad2d',
    also: 'reflect_pad mirror_pad',
  },
  {
    here: 'replication_pad',
    torch: 'ReplicationPad1d ReplicationPad2d',
    also: 'replicate_pad edge_pad',
  },
  { here: 'circular_pad', torch: 'CircularPad1d CircularPad2d', also: 'wrap_pad' },
  { here: 'symmetric_pad', also: 'pad_symmetric' },
  {
    absent: 'pad3d',
    torch: 'ZeroPad3d ConstantPad3d ReflectionPad3d ReplicationPad3d CircularPad3d',
    keras: 'ZeroPadding3D Cropping3D UpSampling3D',
    note: TWO_AXES,
  },
  {
    here: 'resize',
    torch: 'Upsample interpolate upsample',
    onnx: 'Resize Upsample',
    jax: 'resize',
    note: 'without antialias',
  },
  {
    here: 'upsample_nearest',
    torch: 'UpsamplingNearest2d',
    keras: 'UpSampling2D',
    note: 'for other means `resize(scale = 2, mode = bilinear)`',
  },
  {
    code: 'x -> upsample_nearest([1, 2])',
    keras: 'UpSampling1D',
    note: ROW_OF_PIXELS,
  },
  {
    code: 'x -> resize(scale = 2, mode = bilinear, coordinates = "align_corners")',
    torch: 'UpsamplingBilinear2d upsample_bilinear',
  },
  {
    here: 'grid_sample',
    torch: 'grid_sample',
    onnx: 'GridSample',
  },
  {
    absent: 'affine_grid',
    torch: 'affine_grid',
    onnx: 'AffineGrid',
    note: 'a grid is a product of places from −1 to 1 with two rows of three numbers',
  },
];
