/** What other frameworks call arguments. `names` are several with spaces between. */
export interface ForeignArgument {
  readonly names: string;
  /** What they are called here: the first that the call takes. */
  readonly here?: string;
  /** What to do instead. */
  readonly note?: string;
}

const TRAINING = 'it matters while training: leave it out';

export const FOREIGN_ARGUMENTS: readonly ForeignArgument[] = [
  { names: 'out_channels filters num_filters features feature_dim', here: 'channels' },
  { names: 'out_features units output_dim hidden_units dim_out', here: 'features width channels' },
  { names: 'hidden_size hidden_dim state_size', here: 'width' },
  {
    names: 'kernel_size kernel_shape pool_size window_shape window filter_size ksize size',
    here: 'kernel scale',
  },
  { names: 'strides window_strides subsample', here: 'stride' },
  {
    names: 'dilations dilation_rate kernel_dilation rhs_dilation atrous_rate rate',
    here: 'dilation p',
  },
  { names: 'pads pad paddings pad_width auto_pad border_mode', here: 'padding' },
  { names: 'group feature_group_count num_groups n_groups', here: 'groups' },
  { names: 'use_bias with_bias bias_attr', here: 'bias' },
  { names: 'eps variance_epsilon', here: 'epsilon' },
  { names: 'elementwise_affine use_scale', here: 'affine' },
  { names: 'negative_slope leak', here: 'slope' },
  { names: 'alpha', here: 'slope' },
  { names: 'dim axes start_dim', here: 'axis' },
  { names: 'perm permutation dims order', here: 'permutation' },
  { names: 'scale_factor scales factor upscale_factor', here: 'scale' },
  { names: 'shape newshape new_shape target_shape sizes', here: 'shape size' },
  { names: 'output_size target_size new_size', here: 'size' },
  { names: 'interpolation', here: 'mode' },
  { names: 'coordinate_transformation_mode', here: 'coordinates' },
  { names: 'nearest_mode', here: 'rounding' },
  { names: 'cubic_coeff_a', here: 'cubic' },
  {
    names: 'align_corners half_pixel_centers',
    note: '`coordinates` is "align_corners", "half_pixel" or "asymmetric"',
  },
  {
    names: 'antialias exclude_outside',
    note: 'samples are not averaged: `avg_pool` makes a picture smaller by whole factors',
  },
  { names: 'starts begin from', here: 'start' },
  { names: 'ends stop to', here: 'end' },
  { names: 'steps', here: 'step' },
  { names: 'constant_value constant_values fill pad_value', here: 'value' },
  { names: 'prob drop_prob dropout_rate ratio', here: 'p' },
  {
    names:
      'in_channels in_features input_size input_dim in_dim num_features num_channels input_shape ' +
      'embed_dim normalized_shape',
    note: 'it follows from the input: leave it out',
  },
  {
    names: 'activation nonlinearity',
    here: 'activation',
    note: 'write it behind the call: `-> relu`',
  },
  { names: 'linear_before_reset', here: 'reset_after' },
  { names: 'use_peepholes', here: 'peephole' },
  { names: 'input_forget', here: 'coupled' },

  { names: 'name', note: 'write it behind the call: `as name`' },
  {
    names:
      'momentum track_running_stats training trainable inplace kernel_initializer ' +
      'bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint ' +
      'weight_init kernel_init bias_init use_running_average seed',
    note: TRAINING,
  },
  { names: 'data_format', note: 'tensors are N, C, H, W: leave it out' },
  { names: 'dtype device param_dtype', note: 'elements are 32-bit floats: leave it out' },
  {
    names: 'num_layers',
    here: 'layers',
    note: 'a stack is a block of its own: `recurrent(lstm, 32, layers = 2)`',
  },
  { names: 'batch_first time_major', note: 'the batch is the first axis: leave it out' },
  {
    names: 'bidirectional',
    note: 'both directions are a block of their own: `recurrent(lstm, 32, bidirectional = true)`',
  },
  {
    names: 'go_backwards',
    here: 'reverse',
  },
  {
    names: 'return_sequences',
    note: 'all steps come out; `slice(1, -1)` takes the last',
  },
  { names: 'return_state', here: 'states' },
  { names: 'hx h0 h_0 initial_h initial_state', here: 'hidden' },
  { names: 'cx c0 c_0 initial_c', here: 'cell' },
  {
    names: 'padding_mode',
    note: 'put `reflection_pad`, `replication_pad`, `circular_pad` or `symmetric_pad` in front',
  },
  { names: 'depth_multiplier', note: 'give `channels` and `groups`' },
  { names: 'keepdim keepdims', note: 'axes stay: `flatten` or `reshape` takes them away' },
  { names: 'return_indices', note: 'no op gives places' },
];
