/**
 * What other frameworks call things, and how that is written here. Errors about unknown names, `netloom
 * help op` and docs/operators.md read this table. A test compiles every `code`, and fails when a row
 * speaks of something that does not exist here, or calls absent what does.
 */

export const FRAMEWORKS = {
  torch: 'PyTorch',
  keras: 'Keras',
  onnx: 'ONNX',
  jax: 'JAX and Flax',
} as const;

export type Framework = keyof typeof FRAMEWORKS;

/** Names of one thing by framework, several with spaces between. `also` is what else people call it. */
type Names = Readonly<Partial<Record<Framework | 'also', string>>>;

export interface Counterpart extends Names {
  /** The op or block of this language that is the same. */
  readonly here?: string;
  /** The name it would have here, while there is no op or block for it. */
  readonly absent?: string;
  /**
   * How it is written: an expression of a picture `x` or two, `a` and `b`, of 8 channels and 16 × 16; of a
   * `row` of 32 features; of a `sequence`, or `q`, `k` and `v`, of 20 steps and 8 features.
   */
  readonly code?: string;
  readonly note?: string;
}

const TRAINING = 'it is for training: a network here only computes';
const OUTSIDE = 'it is for what stands in front of a network, such as a page';
const ROW_OF_PIXELS = 'a sequence is a picture of one row, [N,C,1,T]';
const CHANNELS_FIRST = 'channels come before the length, [N,C,L]';
const TWO_AXES = 'pictures have two axes, height and width';

export const COUNTERPARTS: readonly Counterpart[] = [
  // Convolutions
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
  { absent: 'local_conv1d', keras: 'LocallyConnected1D', note: TWO_AXES },
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

  // Matrix products
  {
    here: 'linear',
    torch: 'Linear LazyLinear linear',
    keras: 'Dense',
    onnx: 'Gemm',
    jax: 'Dense DenseGeneral',
    also: 'fc fully_connected affine addmm',
  },
  {
    here: 'matmul',
    torch: 'matmul mm bmm',
    keras: 'Dot dot',
    onnx: 'MatMul',
    jax: 'matmul dot dot_general',
  },
  {
    absent: 'einsum',
    torch: 'einsum Bilinear bilinear',
    keras: 'EinsumDense',
    onnx: 'Einsum',
    jax: 'einsum Einsum',
    note: 'write it with `transpose`, `reshape` and `matmul`',
  },
  {
    here: 'parameter',
    torch: 'Parameter UninitializedParameter register_buffer register_parameter',
    keras: 'add_weight',
    jax: 'param',
    also: 'buffer variable',
  },
  {
    here: 'embedding',
    torch: 'Embedding embedding',
    keras: 'Embedding',
    jax: 'Embed',
    also: 'lookup word_embedding',
  },
  {
    absent: 'embedding_bag',
    torch: 'EmbeddingBag embedding_bag',
    note: 'look the vectors up with `embedding`, and add them up with `matmul`',
  },
  {
    code: 'softmax(matmul(q, transpose(k, [0, 2, 1])) / sqrt(k.shape[2])) -> matmul(v)',
    torch: 'scaled_dot_product_attention',
    keras: 'Attention',
    onnx: 'Attention',
    jax: 'dot_product_attention',
  },
  {
    absent: 'multi_head_attention',
    torch:
      'MultiheadAttention multi_head_attention_forward Transformer TransformerEncoder ' +
      'TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer',
    keras: 'MultiHeadAttention GroupQueryAttention AdditiveAttention',
    jax: 'MultiHeadDotProductAttention MultiHeadAttention SelfAttention',
    note: 'write a block with `linear`, `reshape`, `transpose`, `matmul` and `softmax`',
  },

  // Sequences
  {
    here: 'lstm',
    torch: 'LSTM LSTMCell',
    keras: 'LSTM LSTMCell',
    onnx: 'LSTM',
    jax: 'LSTMCell OptimizedLSTMCell',
    note: 'it goes through all steps',
  },
  {
    here: 'gru',
    torch: 'GRU GRUCell',
    keras: 'GRU GRUCell',
    onnx: 'GRU',
    jax: 'GRUCell',
    note: 'it goes through all steps; ONNX and the paper have `reset_after = false`',
  },
  {
    here: 'rnn',
    torch: 'RNN RNNBase RNNCell',
    keras: 'RNN SimpleRNN SimpleRNNCell StackedRNNCells',
    onnx: 'RNN',
    jax: 'RNN SimpleCell',
    note: 'it goes through all steps; other cells can be written as a block that a `for` goes through',
  },
  {
    here: 'recurrent',
    code: 'sequence -> recurrent(lstm, 32, bidirectional = true)',
    keras: 'Bidirectional',
    jax: 'Bidirectional',
  },
  {
    code: 'sequence -> linear(16)',
    keras: 'TimeDistributed',
    note: 'a layer sees all steps at once',
  },

  // Pooling
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
  { absent: 'lp_pool3d', torch: 'LPPool1d LPPool3d lp_pool1d', note: TWO_AXES },
  {
    here: 'max_unpool',
    torch: 'MaxUnpool2d max_unpool2d',
    onnx: 'MaxUnpool',
    also: 'unpool unpooling',
    note: 'with the `places` that `max_pool(2, places = true)` gives',
  },
  {
    absent: 'max_unpool3d',
    torch: 'MaxUnpool1d MaxUnpool3d max_unpool1d max_unpool3d',
    note: TWO_AXES,
  },
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

  // Normalisation
  {
    here: 'batch_norm',
    torch:
      'BatchNorm2d BatchNorm1d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d ' +
      'SyncBatchNorm batch_norm',
    keras: 'BatchNormalization',
    onnx: 'BatchNormalization',
    jax: 'BatchNorm',
  },
  {
    here: 'instance_norm',
    torch: 'InstanceNorm2d InstanceNorm1d LazyInstanceNorm1d LazyInstanceNorm2d instance_norm',
    onnx: 'InstanceNormalization',
    jax: 'InstanceNorm',
  },
  {
    absent: 'instance_norm3d',
    torch: 'InstanceNorm3d LazyInstanceNorm3d',
    note: TWO_AXES,
  },
  {
    here: 'layer_norm',
    torch: 'LayerNorm layer_norm',
    keras: 'LayerNormalization',
    onnx: 'LayerNormalization',
    jax: 'LayerNorm',
  },
  {
    here: 'group_norm',
    torch: 'GroupNorm group_norm',
    keras: 'GroupNormalization',
    onnx: 'GroupNormalization',
    jax: 'GroupNorm',
  },
  {
    here: 'rms_norm',
    torch: 'RMSNorm rms_norm',
    keras: 'RMSNormalization',
    onnx: 'RMSNormalization',
    jax: 'RMSNorm',
  },
  {
    here: 'local_response_norm',
    torch: 'LocalResponseNorm CrossMapLRN2d local_response_norm',
    onnx: 'LRN',
  },
  {
    here: 'l2_normalize',
    torch: 'normalize',
    keras: 'UnitNormalization',
    onnx: 'LpNormalization',
    note: 'with p = 2',
  },
  {
    code: 'x -> instance_norm',
    onnx: 'MeanVarianceNormalization',
    note: 'over height and width',
  },
  {
    torch: 'weight_norm spectral_norm',
    keras: 'SpectralNormalization',
    jax: 'SpectralNorm WeightNorm',
    note: 'save the weight that it computes',
  },

  // Activations
  {
    here: 'relu',
    torch: 'ReLU relu',
    keras: 'ReLU relu',
    onnx: 'Relu',
    jax: 'relu',
    also: 'rectifier',
  },
  { here: 'relu6', torch: 'ReLU6 relu6', keras: 'relu6', jax: 'relu6' },
  {
    here: 'leaky_relu',
    torch: 'LeakyReLU RReLU leaky_relu rrelu',
    keras: 'LeakyReLU leaky_relu',
    onnx: 'LeakyRelu',
    jax: 'leaky_relu',
    also: 'lrelu',
  },
  {
    here: 'prelu',
    torch: 'PReLU prelu',
    keras: 'PReLU',
    onnx: 'PRelu',
    jax: 'PReLU',
    note: 'slopes of PRelu of ONNX broadcast from the last axis; here they are one, or one per channel',
  },
  { here: 'elu', torch: 'ELU elu', keras: 'ELU elu', onnx: 'Elu', jax: 'elu' },
  {
    here: 'selu',
    torch: 'SELU selu',
    keras: 'selu',
    onnx: 'Selu',
    jax: 'selu',
  },
  {
    here: 'celu',
    torch: 'CELU celu',
    keras: 'celu',
    onnx: 'Celu',
    jax: 'celu',
    note: 'with alpha = 1 it is `elu`',
  },
  {
    here: 'sigmoid',
    torch: 'Sigmoid sigmoid',
    keras: 'sigmoid',
    onnx: 'Sigmoid',
    jax: 'sigmoid',
    also: 'logistic expit',
  },
  { here: 'tanh', torch: 'Tanh tanh', keras: 'tanh', onnx: 'Tanh', jax: 'tanh' },
  {
    here: 'softmax',
    torch: 'Softmax softmax',
    keras: 'Softmax softmax',
    onnx: 'Softmax',
    jax: 'softmax',
  },
  { code: 'x -> softmax(axis = 1)', torch: 'Softmax2d' },
  { code: 'softmax(-x)', torch: 'Softmin softmin' },
  {
    here: 'log_softmax',
    torch: 'LogSoftmax log_softmax AdaptiveLogSoftmaxWithLoss',
    keras: 'log_softmax',
    onnx: 'LogSoftmax',
    jax: 'log_softmax',
  },
  { here: 'silu', torch: 'SiLU silu', keras: 'silu swish', onnx: 'Swish', jax: 'silu swish' },
  {
    here: 'hard_sigmoid',
    torch: 'Hardsigmoid hardsigmoid',
    keras: 'hard_sigmoid',
    onnx: 'HardSigmoid',
    jax: 'hard_sigmoid',
    note: 'HardSigmoid of ONNX has the slope 0.2 unless told otherwise',
  },
  {
    here: 'hard_swish',
    torch: 'Hardswish hardswish',
    keras: 'hard_silu hard_swish',
    onnx: 'HardSwish',
    jax: 'hard_silu hard_swish',
  },
  {
    here: 'gelu',
    torch: 'GELU gelu',
    keras: 'gelu',
    onnx: 'Gelu',
    jax: 'gelu',
    note: 'the exact form; with approximate = "tanh" the other',
  },
  {
    here: 'hard_tanh',
    torch: 'Hardtanh hardtanh',
    keras: 'hard_tanh',
    jax: 'hard_tanh',
  },
  { here: 'tanh_shrink', torch: 'Tanhshrink tanhshrink', keras: 'tanh_shrink' },
  {
    here: 'soft_shrink',
    torch: 'Softshrink softshrink',
    keras: 'soft_shrink',
  },
  {
    here: 'softsign',
    torch: 'Softsign softsign',
    keras: 'softsign',
    onnx: 'Softsign',
    jax: 'soft_sign',
  },
  {
    code: 'slice(x, 1, 0, 4) * sigmoid(slice(x, 1, 4, 8))',
    torch: 'GLU glu',
    keras: 'glu',
    jax: 'glu',
    note: 'half of the channels each',
  },
  {
    here: 'softplus',
    torch: 'Softplus softplus',
    keras: 'softplus',
    onnx: 'Softplus',
    jax: 'softplus',
  },
  {
    here: 'log_sigmoid',
    torch: 'LogSigmoid logsigmoid',
    keras: 'log_sigmoid',
    jax: 'log_sigmoid',
  },
  { here: 'mish', torch: 'Mish mish', keras: 'mish', onnx: 'Mish', jax: 'mish' },
  { here: 'threshold', torch: 'Threshold threshold', keras: 'threshold' },
  {
    code: 'threshold(x, 1, 0)',
    onnx: 'ThresholdedRelu',
    note: 'with alpha = 1; of NaN, ONNX Runtime makes 0',
  },
  {
    code: 'where(greater(abs(x), 0.5), x, 0)',
    torch: 'Hardshrink hardshrink',
    keras: 'hard_shrink',
    onnx: 'Shrink',
    note: 'with lambda = 0.5',
  },
  {
    code: 'x -> relu',
    keras: 'Activation',
    note: 'activations are called by their names',
  },

  // Arithmetic
  { here: 'add', code: 'a + b', torch: 'add', keras: 'Add add', onnx: 'Add', jax: 'add' },
  {
    here: 'sub',
    code: 'a - b',
    torch: 'sub subtract',
    keras: 'Subtract subtract',
    onnx: 'Sub',
    jax: 'subtract',
  },
  {
    here: 'mul',
    code: 'a * b',
    torch: 'mul multiply',
    keras: 'Multiply multiply',
    onnx: 'Mul',
    jax: 'multiply',
  },
  {
    here: 'div',
    code: 'a / b',
    torch: 'div divide true_divide',
    onnx: 'Div',
    jax: 'divide true_divide',
  },
  { here: 'exp', torch: 'exp', keras: 'exponential', onnx: 'Exp', jax: 'exp' },
  { here: 'neg', code: '-x', torch: 'neg negative', onnx: 'Neg', jax: 'negative' },
  { code: '1 / x', torch: 'reciprocal', onnx: 'Reciprocal', jax: 'reciprocal' },
  { here: 'abs', torch: 'abs absolute', onnx: 'Abs', jax: 'abs' },
  {
    here: 'square',
    torch: 'square',
    keras: 'square',
    jax: 'square',
  },
  { code: '(a + b) / 2', keras: 'Average average' },
  {
    here: 'maximum',
    code: 'maximum(a, b)',
    torch: 'maximum',
    keras: 'Maximum maximum',
    onnx: 'Max',
    jax: 'maximum',
  },
  {
    here: 'minimum',
    code: 'minimum(a, b)',
    torch: 'minimum',
    keras: 'Minimum minimum',
    onnx: 'Min',
    jax: 'minimum',
  },
  {
    here: 'clamp',
    code: 'x -> clamp(0, 1)',
    torch: 'clamp clip',
    keras: 'clip',
    onnx: 'Clip',
    jax: 'clip',
    note: 'with one bound, `maximum(x, 0)` or `minimum(x, 1)`',
  },
  { here: 'reduce_mean', torch: 'mean', keras: 'mean', onnx: 'ReduceMean', jax: 'mean' },
  { here: 'reduce_sum', torch: 'sum', onnx: 'ReduceSum', jax: 'sum' },
  { here: 'reduce_max', torch: 'amax', onnx: 'ReduceMax', jax: 'amax' },
  { here: 'reduce_min', torch: 'amin', onnx: 'ReduceMin' },
  { here: 'reduce_product', torch: 'prod', onnx: 'ReduceProd', jax: 'prod' },
  { here: 'reduce_l1', onnx: 'ReduceL1' },
  { here: 'reduce_l2', torch: 'norm', onnx: 'ReduceL2', jax: 'norm' },
  { here: 'reduce_sum_square', onnx: 'ReduceSumSquare' },
  {
    here: 'reduce_variance',
    torch: 'var',
    jax: 'var',
    note: 'PyTorch divides by n − 1, this and JAX by n',
  },
  { here: 'one_hot', torch: 'one_hot', onnx: 'OneHot', jax: 'one_hot' },
  { here: 'mse_loss', torch: 'MSELoss' },
  { here: 'l1_loss', torch: 'L1Loss' },
  {
    here: 'cross_entropy_loss',
    torch: 'CrossEntropyLoss cross_entropy',
    onnx: 'SoftmaxCrossEntropyLoss',
    note: 'the target is how likely each class is, not its number: `one_hot` makes one of the other',
  },
  { here: 'reduce_log_sum_exp', torch: 'logsumexp', onnx: 'ReduceLogSumExp', jax: 'logsumexp' },
  {
    here: 'reduce_std',
    torch: 'std',
    jax: 'std',
    note: 'PyTorch divides by n − 1, this and JAX by n',
  },
  { here: 'cumulative_sum', torch: 'cumsum', keras: 'cumsum', onnx: 'CumSum', jax: 'cumsum' },
  { code: 'log(reduce_sum(x, [2, 3]))', onnx: 'ReduceLogSum', note: 'over height and width' },
  {
    here: 'pow',
    code: 'a ** 3',
    torch: 'pow float_power',
    keras: 'power',
    onnx: 'Pow',
    jax: 'power float_power pow',
  },
  { here: 'sqrt', torch: 'sqrt', onnx: 'Sqrt', jax: 'sqrt' },
  { here: 'rsqrt', torch: 'rsqrt', jax: 'rsqrt' },
  { here: 'log', torch: 'log', onnx: 'Log', jax: 'log', also: 'ln' },
  { here: 'log1p', torch: 'log1p', jax: 'log1p' },
  { here: 'expm1', torch: 'expm1', jax: 'expm1' },
  { code: 'log(x) / log(2)', torch: 'log2', jax: 'log2' },
  { code: 'log(x) / log(10)', torch: 'log10', jax: 'log10' },
  { here: 'round', torch: 'round', onnx: 'Round', jax: 'round', also: 'rint' },
  { here: 'floor', torch: 'floor', onnx: 'Floor', jax: 'floor' },
  { here: 'ceil', torch: 'ceil', onnx: 'Ceil', jax: 'ceil' },
  { here: 'sign', torch: 'sign', onnx: 'Sign', jax: 'sign', also: 'sgn signum' },
  { code: 'sign(x) * floor(abs(x))', torch: 'trunc fix', jax: 'trunc' },
  {
    code: 'a - b * floor(a / b)',
    torch: 'remainder',
    onnx: 'Mod',
    jax: 'mod remainder',
    note: 'with the sign of b; Mod of ONNX with fmod = 1 and fmod of PyTorch take that of a',
  },
  {
    absent: 'sin',
    torch: 'sin cos tan asin acos atan sinh cosh asinh acosh atanh',
    onnx: 'Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh',
    jax: 'sin cos tan arcsin arccos arctan sinh cosh arcsinh arccosh arctanh',
    note: 'what is known beforehand, such as a positional encoding, can be an input or a list',
  },
  { here: 'erf', torch: 'erf', onnx: 'Erf', jax: 'erf' },
  { here: 'where', torch: 'where masked_fill', onnx: 'Where', jax: 'where' },
  { here: 'equal', torch: 'eq', onnx: 'Equal', jax: 'equal' },
  { here: 'greater', torch: 'gt', onnx: 'Greater', jax: 'greater' },
  { here: 'less', torch: 'lt', onnx: 'Less', jax: 'less' },
  { here: 'cast', onnx: 'Cast', jax: 'astype' },
  { here: 'not_equal', torch: 'ne', jax: 'not_equal' },
  { here: 'greater_equal', torch: 'ge', onnx: 'GreaterOrEqual', jax: 'greater_equal' },
  { here: 'less_equal', torch: 'le', onnx: 'LessOrEqual', jax: 'less_equal' },
  { here: 'logical_and', torch: 'logical_and', onnx: 'And', jax: 'logical_and' },
  { here: 'logical_or', torch: 'logical_or', onnx: 'Or', jax: 'logical_or' },
  { here: 'logical_xor', torch: 'logical_xor', onnx: 'Xor', jax: 'logical_xor' },
  { here: 'logical_not', torch: 'logical_not', onnx: 'Not', jax: 'logical_not' },
  { code: 'not_equal(x, x)', torch: 'isnan', onnx: 'IsNaN', jax: 'isnan' },
  { code: 'greater(abs(x), 3.4028234e38)', torch: 'isinf', onnx: 'IsInf', jax: 'isinf' },
  {
    absent: 'masking',
    keras: 'Masking',
    note: 'a mask is a tensor of bools, for `where`',
  },
  { here: 'argmax', torch: 'argmax', onnx: 'ArgMax', jax: 'argmax', also: 'arg_max' },
  { here: 'argmin', torch: 'argmin', onnx: 'ArgMin', jax: 'argmin', also: 'arg_min' },
  { here: 'top_k', torch: 'topk', onnx: 'TopK', jax: 'top_k' },
  {
    here: 'top_k',
    torch: 'argsort',
    jax: 'argsort',
    note: 'its positions, the largest first, where k is the extent of the axis',
  },
  {
    here: 'non_max_suppression',
    torch: 'nms batched_nms',
    onnx: 'NonMaxSuppression',
    also: 'non_maximum_suppression combined_non_max_suppression',
    note: 'boxes [N,B,4] and scores [N,C,B]; what is left of the capacity is −1',
  },
  { here: 'box_iou', torch: 'box_iou', also: 'iou bbox_iou' },
  {
    absent: 'sort',
    torch: 'sort',
    onnx: 'Hardmax',
    jax: 'sort',
    note: '`top_k` of all elements sorts few of them',
  },

  // Moving elements
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
    absent: 'scatter',
    torch: 'scatter scatter_add nonzero unique tril triu',
    onnx: 'GatherND Scatter ScatterElements ScatterND NonZero Compress Unique Trilu EyeLike',
    jax: 'tril triu',
    note: 'where elements go cannot depend on what a tensor holds; `gather` takes them from there',
  },

  // Padding and resizing
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

  // Building blocks
  { here: 'identity', torch: 'Identity', keras: 'Identity', onnx: 'Identity', also: 'noop' },
  {
    here: 'dropout',
    torch:
      'Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout dropout dropout1d ' +
      'dropout2d dropout3d alpha_dropout feature_alpha_dropout',
    keras:
      'Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout ' +
      'GaussianNoise ActivityRegularization',
    onnx: 'Dropout',
    jax: 'Dropout',
  },
  {
    code: 'x -> conv(8, kernel = 3) -> relu',
    torch: 'Sequential ModuleList ModuleDict ParameterList ParameterDict Container',
    keras: 'Sequential',
    jax: 'Sequential',
    note: 'layers one after another are a pipeline',
  },
  {
    torch: 'Module',
    keras: 'Layer Lambda Wrapper InputSpec TFSMLayer FlaxLayer JaxLayer TorchModuleWrapper Model',
    jax: 'Module compact',
    note: 'a layer of your own is a block: `block name(x) { … }`',
  },
  {
    keras: 'Input InputLayer',
    also: 'placeholder',
    note: 'an input is declared: `input x: tensor(1, 3, 224, 224)`',
  },
  {
    keras: 'Rescaling Normalization Resizing',
    note: 'an input of pixels scales them: `image(224, 224, rgb, scale = 1 / 255)`',
  },
  {
    onnx: 'Constant ConstantOfShape Range Shape Size',
    also: 'zeros ones arange full',
    note: 'numbers and lists of numbers stand for constants, and shapes are known: `x.shape`',
  },
  { onnx: 'If Loop Scan', note: '`if` and `for` are resolved while the network is built' },
  {
    also: 'True False None',
    note: 'the constants are `true` and `false`',
  },
  {
    absent: 'distance',
    torch: 'CosineSimilarity PairwiseDistance cosine_similarity pairwise_distance pdist cdist',
    onnx: 'Det Inverse',
    note: 'it needs the root of a tensor',
  },
  {
    onnx:
      'QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearConv QLinearMatMul ' +
      'ConvInteger MatMulInteger',
    torch: 'Quantize DeQuantize QuantStub DeQuantStub',
    note: 'weights are stored in fewer bits by `--weights-as`, and not in the source',
  },
  {
    torch:
      'NLLLoss NLLLoss2d KLDivLoss BCELoss BCEWithLogitsLoss CosineEmbeddingLoss ' +
      'HingeEmbeddingLoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss ' +
      'MultiMarginLoss SmoothL1Loss HuberLoss SoftMarginLoss TripletMarginLoss ' +
      'TripletMarginWithDistanceLoss PoissonNLLLoss GaussianNLLLoss CTCLoss ' +
      'nll_loss smooth_l1_loss huber_loss binary_cross_entropy ' +
      'binary_cross_entropy_with_logits kl_div ctc_loss gumbel_softmax',
    onnx: 'NegativeLogLikelihoodLoss',
    note: TRAINING,
  },
  {
    keras:
      'RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation ' +
      'RandomZoom',
    onnx: 'RandomNormal RandomNormalLike RandomUniform RandomUniformLike Multinomial Bernoulli',
    note: TRAINING,
  },
  {
    keras:
      'MelSpectrogram CategoryEncoding Discretization HashedCrossing Hashing IntegerLookup ' +
      'StringLookup TextVectorization',
    note: OUTSIDE,
  },
];
