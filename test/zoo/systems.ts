import type { Shape } from '../../compiler/ir/types.js';
import type { SetValue } from '../../compiler/frontend/index.js';

/** A network of the course's checklist, and the numbers that its table or its paper has. */
export interface System {
  /** The number in the course; absent for what it doesn't name. */
  readonly of?: number;
  /** In `examples`. */
  readonly file: string;
  readonly network: string;
  readonly sets?: Readonly<Record<string, SetValue>>;
  readonly parameters: number;
  /** Where the published number is of another form of the network than a sum over its layers, or rounded. */
  readonly source: string;
  readonly outputs: Readonly<Record<string, Shape>>;
  /** Multiply-accumulates, where the table counts them. */
  readonly macs?: number;
  /** Small enough to be run by everything that runs networks. */
  readonly isSmall?: true;
}

const SCORES = { scores: [1, 10] };
const CLASSES = { classes: [1, 10] };
const IMAGENET = { scores: [1, 1000] };
const VGG = 'Simonyan and Zisserman 2014, table 2, to the last one by their table 1';
const TORCHVISION = 'torchvision';
const NIELSEN = 'Nielsen 2015, chapter 6: layer by layer';
const SEED = "the course's table, layer by layer";

export const SYSTEMS: readonly System[] = [
  ...(
    [
      [12, 'alexnet', 61_100_840, TORCHVISION, IMAGENET],
      [17, 'googlenet', 6_624_904, TORCHVISION, IMAGENET],
      [19, 'inception_v3', 23_834_568, TORCHVISION, IMAGENET],
      [15, 'vgg16', 138_357_544, TORCHVISION, IMAGENET],
      [21, 'resnet18', 11_689_512, TORCHVISION, IMAGENET],
      [21, 'resnet50', 25_557_032, TORCHVISION, IMAGENET],
      [undefined, 'squeezenet1_1', 1_235_496, TORCHVISION, IMAGENET],
      [undefined, 'mobilenet_v2', 3_504_872, TORCHVISION, IMAGENET],
    ] as const
  ).map(([of, network, parameters, source, outputs]): System => ({
    ...(of !== undefined && { of }),
    file: `zoo/${network}.net`,
    network,
    parameters,
    source,
    outputs,
  })),
  {
    of: 3,
    file: 'xor/xor.net',
    network: 'xor',
    parameters: 9,
    source: 'Goodfellow, Bengio and Courville 2016, section 6.1',
    outputs: { result: [1, 1] },
  },
  {
    of: 11,
    file: 'lenet5/lenet5.net',
    network: 'lenet5',
    parameters: 61_706,
    source: 'as it is taught today: poolings without parameters, every map of C3 sees all of S2',
    outputs: { scores: [1, 10], probabilities: [1, 10] },
  },
  {
    of: 31,
    file: 'zoo/yolov3_tiny.net',
    network: 'yolov3_tiny',
    parameters: 8_852_366,
    source: 'the checkpoint of Darknet',
    outputs: { coarse: [1, 255, 13, 13], fine: [1, 255, 26, 26] },
  },
  {
    of: 33,
    file: 'zoo/char_lstm.net',
    network: 'char_lstm',
    parameters: 4 * 256 * (128 + 256 + 2) + 4 * 256 * (256 + 256 + 2) + 128 * (256 + 1),
    source: 'two layers of 256 with two biases each, as in PyTorch',
    outputs: { scores: [1, 64, 128] },
  },
  {
    of: 35,
    file: 'zoo/dcgan_generator.net',
    network: 'dcgan_generator',
    parameters: 3_576_704,
    source: "the generator of PyTorch's example",
    outputs: { picture: [1, 3, 64, 64] },
  },
  {
    of: 37,
    file: 'zoo/style_transfer.net',
    network: 'style_transfer',
    parameters: 1_676_035 + 3200,
    source: "PyTorch's example, and its instance norms",
    outputs: { picture: [1, 3, 256, 256] },
  },
  {
    of: 39,
    file: 'edges/edges.net',
    network: 'edges',
    parameters: 32,
    source: "Sobel's filters and a blur, written in the source",
    outputs: { picture: [1, 1, 296, 447] },
  },
  {
    file: 'zoo/mobilenet_v1.net',
    network: 'mobilenet_v1',
    parameters: 4_231_976 + 1025,
    source: 'Howard et al. 2017: 4.2 M, and a class for the background',
    outputs: { scores: [1, 1001] },
  },
  {
    file: 'zoo/tiny_face_detector.net',
    network: 'tiny_face_detector',
    parameters: 193_321,
    source: 'its checkpoint',
    outputs: { grid: [1, 25, 13, 13] },
  },
  ...(
    [
      [[1], 3],
      [[4, 1], 17],
      [[4, 4, 3], 47],
    ] as const
  ).map(([sizes, parameters]): System => ({
    of: 4,
    file: 'zoo/baselines/mlp.net',
    network: 'mlp',
    sets: { sizes },
    parameters,
    source: SEED,
    outputs: { y: [1, sizes.at(-1) ?? 0] },
    isSmall: true,
  })),
  {
    of: 5,
    file: 'zoo/baselines/mlp.net',
    network: 'picture',
    parameters: 99_754_003,
    source: 'the course has 102 M, of 102,000 pixels instead of 285 · 350',
    outputs: { scores: [1, 3] },
  },
  ...(
    [
      [3072, 100],
      [1024 ** 2, 1000],
    ] as const
  ).map(([inputs, units]): System => ({
    of: 6,
    file: 'zoo/baselines/mlp.net',
    network: 'mlp',
    sets: { inputs, sizes: [units] },
    parameters: inputs * units + units,
    source: SEED,
    outputs: { y: [1, units] },
  })),
  {
    of: 2,
    file: 'zoo/baselines/linear.net',
    network: 'classifier',
    parameters: 15,
    source: SEED,
    outputs: { scores: [1, 3], class: [1] },
    isSmall: true,
  },
  {
    of: 3,
    file: 'zoo/baselines/linear.net',
    network: 'polynomial',
    parameters: 4,
    source: SEED,
    outputs: { y: [8, 1] },
    isSmall: true,
  },
  {
    of: 1,
    file: 'zoo/baselines/nearest_neighbour.net',
    network: 'nearest_neighbour',
    parameters: 100 * 16 + 100,
    source: 'the training set: 100 vectors and their labels',
    outputs: { nearest: [1], most: [1] },
    isSmall: true,
  },
  ...(
    [
      ['dense', {}, 79_510],
      ['conv', {}, 289_630],
      ['conv_conv', {}, 85_670],
      ['conv_conv', { hidden: 300 }, 215_870],
      ['conv_conv', { hidden: 1000 }, 671_570],
      ['two_hidden', {}, 95_770],
      ['two_hidden', { hidden: 1000 }, 1_672_570],
    ] as const
  ).map(([network, sets, parameters]): System => ({
    of: 38,
    file: 'zoo/mnist/mnist.net',
    network,
    sets,
    parameters,
    source: NIELSEN,
    outputs: CLASSES,
    ...(parameters < 100_000 && { isSmall: true }),
  })),
  {
    of: 7,
    file: 'zoo/cifar/conv_nets.net',
    network: 'flattened',
    parameters: 6_440,
    source: SEED,
    outputs: SCORES,
    isSmall: true,
  },
  {
    of: 7,
    file: 'zoo/cifar/conv_nets.net',
    network: 'pooled',
    parameters: 4_940,
    source: SEED,
    outputs: SCORES,
    isSmall: true,
  },
  {
    of: 8,
    file: 'zoo/cifar/conv_nets.net',
    network: 'one_layer',
    parameters: 336 + 30_730,
    source: SEED,
    outputs: SCORES,
    isSmall: true,
  },
  {
    of: 9,
    file: 'zoo/cifar/conv_nets.net',
    network: 'pattern',
    sets: { n: 2, m: 1, k: 2 },
    parameters: (27 + 1) * 16 + (16 * 9 + 1) * 16 + (16 * 256 + 1) * 128 + 129 * 128 + 129 * 10,
    source: SEED,
    outputs: SCORES,
    isSmall: true,
  },
  ...(
    [
      ['plain', 3, 269_722],
      ['residual', 3, 269_722],
      ['plain', 9, 853_018],
      ['residual', 9, 853_018],
    ] as const
  ).map(([network, n, parameters]): System => ({
    of: 21,
    file: 'zoo/cifar/resnet_cifar.net',
    network,
    sets: { n },
    parameters,
    source: 'He et al. 2015, table 6: 0.27 M of 20 layers and 0.85 M of 56',
    outputs: SCORES,
    ...(n === 3 && { isSmall: true }),
  })),
  {
    of: 16,
    file: 'zoo/cifar/nin.net',
    network: 'nin',
    parameters: 966_986,
    source: 'Lin, Chen and Yan 2014: 0.97 M',
    outputs: { probabilities: [1, 10] },
  },
  {
    of: 14,
    file: 'zoo/cifar/all_conv.net',
    network: 'all_conv',
    parameters: 1_369_738,
    source: 'Springenberg et al. 2015, table 1: about 1.4 M',
    outputs: SCORES,
  },
  {
    of: 13,
    file: 'zoo/classic/zfnet.net',
    network: 'zfnet',
    parameters: 62_357_608,
    source: 'Zeiler and Fergus 2014, figure 3, layer by layer',
    outputs: IMAGENET,
  },
  {
    of: 26,
    file: 'zoo/classic/autoencoder_features.net',
    network: 'autoencoder_features',
    parameters: 100 * 65,
    source: SEED,
    outputs: { maps: [1, 100, 89, 89], pooled: [1, 100, 2, 2] },
  },
  {
    of: 40,
    file: 'zoo/classic/text_cnn.net',
    network: 'text_cnn',
    parameters: 1000 * 50 + 3 * 100 + (3 + 4 + 5) * 50 * 100 + 300 * 2 + 2,
    source: 'Kim 2014, figure 1, layer by layer',
    outputs: { scores: [1, 2] },
    isSmall: true,
  },
  ...(
    [
      ['a', 132_863_336],
      ['b', 133_047_848],
      ['c', 133_638_952],
      ['d', 138_357_544],
      ['e', 143_667_240],
    ] as const
  ).map(([network, parameters]): System => ({
    of: 15,
    file: 'zoo/vgg/vgg.net',
    network,
    parameters,
    source: VGG,
    outputs: IMAGENET,
  })),
  {
    of: 15,
    file: 'zoo/vgg/vgg.net',
    network: 'b_5x5',
    // Two layers of 3×3 are 18 weights a pair of channels, one of 5×5 is 25: layer by layer.
    parameters: 134_503_528,
    source: 'Simonyan and Zisserman 2014, section 4.1, in words',
    outputs: IMAGENET,
  },
  ...(
    [
      ['resnet34', 21_797_672],
      ['resnet101', 44_549_160],
      ['resnet152', 60_192_808],
    ] as const
  ).map(([network, parameters]): System => ({
    of: 21,
    file: 'zoo/resnet/resnet.net',
    network,
    parameters,
    source: TORCHVISION,
    outputs: IMAGENET,
  })),
  {
    of: 21,
    file: 'zoo/resnet/resnet.net',
    network: 'plain34',
    // Without the 1×1 layers of three shortcuts and their batch norms.
    parameters: 21_797_672 - (64 * 128 + 256) - (128 * 256 + 512) - (256 * 512 + 1024),
    source: 'resnet34 without its shortcuts',
    outputs: IMAGENET,
  },
  {
    of: 22,
    file: 'zoo/xception/xception.net',
    network: 'xception',
    parameters: 22_855_952,
    source: 'Chollet 2017, table 3: 22,855,952',
    outputs: IMAGENET,
  },
];
