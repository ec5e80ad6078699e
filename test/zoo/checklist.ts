/** A system that the course names, by its number there. */
export interface Named {
  readonly number: number;
  readonly system: string;
  /** What the course has wrong, and what is right. */
  readonly wrong?: string;
}

/** What the course names, in its order. */
export const CHECKLIST: readonly Named[] = [
  { number: 1, system: 'nearest neighbour, k nearest neighbours' },
  { number: 2, system: 'linear classifier' },
  { number: 3, system: 'polynomial regression; a net for XOR' },
  { number: 4, system: 'perceptrons of 3, 17 and 47 parameters' },
  {
    number: 5,
    system: 'perceptrons on pictures of 285 × 350',
    wrong: '102 M parameters are those of 102,000 pixels; 285 · 350 are 99,750, and it has 99.75 M',
  },
  { number: 6, system: 'first layers of 3072-100 and 1024²-1000' },
  {
    number: 7,
    system: 'CIFAR example, with two heads',
    wrong: 'the second block lacks its padding of 1',
  },
  { number: 8, system: 'CIFAR: input, conv, relu, pool, fc' },
  {
    number: 9,
    system: 'the pattern of N, M and K',
    wrong: 'its example of N = 3 shows two convolutions',
  },
  { number: 10, system: 'Neocognitron' },
  {
    number: 11,
    system: 'LeNet-5',
    wrong:
      'S2 has 12 parameters, a weight and a bias a map, not 30; five marks in the table of C3 are misplaced',
  },
  {
    number: 12,
    system: 'AlexNet',
    wrong:
      'pictures of 224 × 224 give 54.25 places without padding: 227, or 224 with 2; a filter has 363 weights, not 364',
  },
  { number: 13, system: 'Zeiler and Fergus' },
  { number: 14, system: 'all-convolutional net' },
  {
    number: 15,
    system: 'VGG A to E, A with normalisation, B with 5 × 5',
    wrong: '24.7 and 7.5 % are those of seven networks together',
  },
  { number: 16, system: 'network in network' },
  {
    number: 17,
    system: 'GoogLeNet',
    wrong:
      'reduced modules have two fifths of the weights of naive ones, not a third; several published numbers of weights are off',
  },
  { number: 18, system: 'BN-Inception' },
  { number: 19, system: 'Inception-v2 and v3' },
  { number: 20, system: 'Inception-v4', wrong: 'it has no shortcuts: Inception-ResNet has' },
  {
    number: 21,
    system: 'plain nets and ResNets',
    wrong: '3.57 % are six networks together, not ResNet-152 alone',
  },
  {
    number: 22,
    system: 'Xception',
    wrong:
      'a separable layer of 3 channels to 256 has 795 weights instead of 6,912: 1/8.7, not 1/9',
  },
  { number: 23, system: 'SPP-net' },
  { number: 24, system: 'locally connected net for faces' },
  { number: 25, system: 'FCN; mirrored VGG' },
  { number: 26, system: 'features of a sparse autoencoder' },
  { number: 27, system: 'R-CNN' },
  { number: 28, system: 'Fast R-CNN' },
  { number: 29, system: 'Faster R-CNN' },
  { number: 30, system: 'YOLO v1, fast YOLO' },
  { number: 31, system: 'YOLO v2 and v3' },
  { number: 32, system: 'SSD' },
  {
    number: 33,
    system: 'RNN, LSTM, GRU',
    wrong:
      'the stacked form of the LSTM has σ for tanh in its candidate, and h of the same step in its output gate',
  },
  { number: 34, system: 'GANs and their losses' },
  { number: 35, system: 'DCGAN and other GANs' },
  { number: 36, system: "Gatys' style transfer" },
  { number: 37, system: "Johnson's style transfer" },
  {
    number: 38,
    system: 'eight networks for MNIST',
    wrong: '97.8 to 98.78 % are 45 % fewer errors, not a third; 99.37 % is of test digits',
  },
  { number: 39, system: 'edge filters' },
  { number: 40, system: 'a net for text' },
];
