import type { Counterpart } from '../counterpart.js';

const TRAINING = 'it is for training: a network here only computes';
const OUTSIDE = 'it is for what stands in front of a network, such as a page';

/** Building blocks, as other frameworks call them. */
export const BUILDING_BLOCKS: readonly Counterpart[] = [
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
