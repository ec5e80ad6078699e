import type { System } from './system.js';

/** Boxes around what a picture shows. */
export const DETECTION: readonly System[] = [
  {
    of: 31,
    file: 'zoo/detection/yolov3_tiny.net',
    network: 'yolov3_tiny',
    parameters: 8_852_366,
    source: 'the checkpoint of Darknet',
    outputs: { coarse: [1, 255, 13, 13], fine: [1, 255, 26, 26] },
  },
  {
    file: 'zoo/detection/tiny_face_detector.net',
    network: 'tiny_face_detector',
    parameters: 193_321,
    source: 'its checkpoint',
    outputs: { grid: [1, 25, 13, 13] },
  },
];
