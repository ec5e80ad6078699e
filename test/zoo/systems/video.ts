import type { System } from './system.js';

/** What happens in a clip. */
export const VIDEO: readonly System[] = [
  {
    file: 'zoo/video/c3d.net',
    network: 'c3d',
    sets: { classes: 101 },
    parameters: 78_409_573,
    source: 'Tran et al. 2015, figure 3, with the classes of UCF101: 78.41 M',
    outputs: { scores: [1, 101] },
    rows: [
      { layer: 'conv1', shape: [1, 64, 16, 112, 112], parameters: 5_248 },
      { layer: 'conv2', shape: [1, 128, 16, 56, 56], parameters: 221_312 },
      { layer: 'conv5b', shape: [1, 512, 2, 7, 7], parameters: 7_078_400 },
      { layer: 'fc6', shape: [1, 4096], parameters: 33_558_528 },
    ],
    small: { frames: 16, size: 32, base: 1, width: 8, classes: 5 },
  },
];
