import type { Counterpart } from '../counterpart.js';

/** Moving elements, as other frameworks call them. */
export const MOVING_ELEMENTS: readonly Counterpart[] = [
  {
    here: 'concat',
    torch: 'cat concat concatenate',
    keras: 'Concatenate concatenate',
    onnx: 'Concat',
    jax: 'concatenate',
    also: 'join hstack vstack',
  },
  {
    code: '(a -> reshape([1, 1, 8, 16, 16]), b -> reshape([1, 1, 8, 16, 16])) -> concat',
    torch: 'stack',
    jax: 'stack',
  },
  {
    here: 'slice',
    torch: 'narrow',
    onnx: 'Slice',
    jax: 'slice dynamic_slice',
  },
  {
    here: 'split',
    torch: 'split chunk tensor_split unbind',
    keras: 'split',
    onnx: 'Split',
    jax: 'split',
    note: 'into `parts` of one size, or `sizes`',
  },
  {
    code: 'x -> slice(2, 1, -1) -> slice(3, 1, -1)',
    keras: 'Cropping2D CenterCrop',
    also: 'crop',
  },
  { code: 'sequence -> slice(1, 1, -1)', keras: 'Cropping1D' },
  {
    here: 'flip',
    torch: 'flip fliplr flipud',
    onnx: 'ReverseSequence',
    jax: 'flip fliplr flipud',
    also: 'reverse mirror',
  },
  {
    code: '(slice(x, 3, 15), slice(x, 3, 0, 15)) -> concat(axis = 3)',
    torch: 'roll',
    jax: 'roll',
  },
  {
    here: 'reshape',
    torch: 'reshape view view_as squeeze unsqueeze Unflatten unflatten',
    keras: 'Reshape',
    onnx: 'Reshape Squeeze Unsqueeze',
    jax: 'reshape squeeze expand_dims ravel',
  },
  { here: 'flatten', torch: 'Flatten flatten', keras: 'Flatten', onnx: 'Flatten' },
  {
    here: 'transpose',
    torch: 'permute transpose swapaxes movedim',
    keras: 'Permute',
    onnx: 'Transpose',
    jax: 'transpose swapaxes moveaxis',
  },
  {
    code: '(x, x) -> concat(axis = 1)',
    torch: 'repeat tile repeat_interleave expand expand_as',
    keras: 'RepeatVector',
    onnx: 'Tile Expand',
    jax: 'tile repeat broadcast_to',
    note: 'operators broadcast by themselves',
  },
  {
    here: 'pixel_shuffle',
    torch: 'PixelShuffle pixel_shuffle',
    onnx: 'DepthToSpace',
    also: 'subpixel',
    note: 'the order of PyTorch, which is mode CRD of ONNX',
  },
  { here: 'pixel_unshuffle', torch: 'PixelUnshuffle pixel_unshuffle' },
  {
    absent: 'space_to_depth',
    code:
      'x -> reshape([1, 8, 8, 2, 8, 2]) -> transpose([0, 3, 5, 1, 2, 4])' +
      ' -> reshape([1, 32, 8, 8])',
    onnx: 'SpaceToDepth',
    note: 'not the order of PixelUnshuffle',
  },
  {
    absent: 'channel_shuffle',
    code: 'x -> reshape([1, 2, 4, 16, 16]) -> transpose([0, 2, 1, 3, 4]) -> reshape(x.shape)',
    torch: 'ChannelShuffle channel_shuffle',
    note: 'with 2 groups',
  },
  { here: 'gather', torch: 'index_select', onnx: 'Gather', jax: 'take', also: 'index_select' },
  {
    here: 'gather_elements',
    torch: 'take_along_dim',
    onnx: 'GatherElements',
    jax: 'take_along_axis',
  },
  {
    here: 'scatter_elements',
    torch: 'scatter scatter_add scatter_reduce',
    onnx: 'ScatterElements Scatter',
    jax: 'scatter',
    note: '`reduction = "add"` adds the updates up',
  },
  { here: 'scatter_nd', torch: 'index_put', onnx: 'ScatterND', also: 'tensor_scatter_nd_update' },
  {
    absent: 'nonzero',
    torch: 'nonzero unique',
    onnx: 'NonZero Compress Unique',
    note: 'shapes cannot depend on what a tensor holds',
  },
  {
    absent: 'tril',
    torch: 'tril triu',
    onnx: 'Trilu EyeLike',
    jax: 'tril triu',
    note: 'multiply with a constant of ones and zeros',
  },
  {
    absent: 'gather_nd',
    onnx: 'GatherND',
    note: '`gather` along one axis of what `reshape` makes',
  },
];
