import type { System } from './system.js';

const DEEPFACE = {
  of: 24,
  file: 'zoo/faces/deepface.net',
  network: 'deepface',
} as const;

/** Whose face it is. */
export const FACES: readonly System[] = [
  {
    ...DEEPFACE,
    parameters: 118_923_774,
    source: 'Taigman et al. 2014, figure 2, layer by layer; in words more than 120 M',
    outputs: { descriptor: [1, 4096], scores: [1, 4030] },
    rows: [
      { layer: 'c1', shape: [1, 32, 142, 142], parameters: 11_648 },
      { layer: 'c3', shape: [1, 16, 63, 63], parameters: 41_488 },
      { layer: 'l4', shape: [1, 16, 55, 55], parameters: 62_774_800, macs: 62_726_400 },
      { layer: 'l5', shape: [1, 16, 25, 25], parameters: 7_850_000 },
      { layer: 'l6', shape: [1, 16, 21, 21], parameters: 2_829_456 },
      { layer: 'f7', shape: [1, 4096], parameters: 28_905_472 },
      { layer: 'f8', shape: [1, 4030], parameters: 16_510_910 },
    ],
    small: { size: 72, maps: 4, width: 16, people: 5 },
  },
];
