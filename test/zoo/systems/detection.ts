import type { System } from './system.js';

const BOXES_IN_REGIONS = 'Girshick 2015, Ren et al. 2015: VGG-16, or ZF, and heads, layer by layer';
/**
 * What makes them small. Those that are left out take long to compile for a GPU, or their boxes are e^t of made-up
 * numbers t of some tens, where a rounding of 1e-5 in t is one of 1e-3 in the box: that of `fold-batch-norm`, by the
 * reference alone, is 6e-4 in `yolo_v3`, and its scores agree to 5e-6 without Winograd's method.
 */
const SMALL_REGIONS = {
  height: 48,
  width: 64,
  regions: 4,
  classes: 3,
  thinner: 32,
  hidden: 8,
  capacity: 3,
};
const SMALL_YOLO = { size: 64, thinner: 32, classes: 3, capacity: 5 };

/** Boxes around what a picture shows. */
export const DETECTION: readonly System[] = [
  {
    of: 27,
    file: 'zoo/detection/rcnn.net',
    network: 'r_cnn',
    parameters: 57_687_524,
    source:
      'Girshick et al. 2014: AlexNet of two groups without its last layer, 20 SVMs, 20 regressors',
    outputs: {
      boxes: [20, 200, 4],
      margins: [20, 1, 200],
      kept: [20, 1, 100],
      count: [20, 1],
    },
  },
  {
    of: 28,
    file: 'zoo/detection/rcnn.net',
    network: 'fast_rcnn',
    parameters: 134_690_729,
    source: BOXES_IN_REGIONS,
    outputs: {
      boxes: [20, 2000, 4],
      scores: [20, 1, 2000],
      kept: [20, 1, 100],
      count: [20, 1],
    },
    rows: [
      { layer: 'conv5_3', shape: [1, 512, 37, 62] },
      { layer: 'fc6', shape: [2000, 4096], parameters: 102_764_544 },
      { layer: 'fc7', shape: [2000, 4096], parameters: 16_781_312 },
      { layer: 'cls_score', shape: [2000, 21], parameters: 86_037 },
      { layer: 'bbox_pred', shape: [2000, 84], parameters: 344_148 },
    ],
  },
  ...(
    [
      ['faster_rcnn', 137_078_239, 512],
      ['faster_rcnn_zf', 59_294_751, 256],
    ] as const
  ).map(([network, parameters, channels]): System => ({
    of: 29,
    file: 'zoo/detection/rcnn.net',
    network,
    parameters,
    source: BOXES_IN_REGIONS,
    outputs: {
      boxes: [20, 300, 4],
      scores: [20, 1, 300],
      kept: [20, 1, 100],
      count: [20, 1],
    },
    rows: [
      { layer: 'rpn_cls_score', parameters: 18 * channels + 18 },
      { layer: 'rpn_bbox_pred', parameters: 36 * channels + 36 },
    ],
    ...(network === 'faster_rcnn' && { small: SMALL_REGIONS }),
  })),
  {
    of: 30,
    file: 'zoo/detection/yolo_v1.net',
    network: 'yolo_v1',
    parameters: 271_703_550,
    source: 'Redmon et al. 2016, figure 3, layer by layer',
    outputs: {
      numbers: [7, 7, 30],
      boxes: [1, 98, 4],
      scores: [1, 20, 98],
      kept: [1, 20, 49],
      count: [1, 20],
    },
    rows: [
      { layer: 'stage1.0', shape: [1, 64, 224, 224] },
      { layer: 'stage2.0', shape: [1, 192, 112, 112] },
      { layer: 'stage3.3', shape: [1, 512, 56, 56] },
      { layer: 'stage4.9', shape: [1, 1024, 28, 28] },
      { layer: 'stage5.4', shape: [1, 1024, 14, 14] },
      { layer: 'stage5.7', shape: [1, 1024, 7, 7] },
      { layer: 'fc0', shape: [1, 4096] },
      { layer: 'fc1', shape: [1, 1470] },
    ],
  },
  {
    of: 30,
    file: 'zoo/detection/yolo_v1.net',
    network: 'fast_yolo',
    parameters: 45_089_374,
    source: '9 convolutions, as the paper says, of the widths of its configuration for Darknet',
    outputs: {
      numbers: [7, 7, 30],
      boxes: [1, 98, 4],
      scores: [1, 20, 98],
      kept: [1, 20, 49],
      count: [1, 20],
    },
    small: { ...SMALL_YOLO, size: 128, thinner: 16, hidden: 8 },
  },
  {
    of: 31,
    file: 'zoo/detection/yolo_v2.net',
    network: 'darknet19',
    parameters: 20_842_376,
    source: 'Redmon and Farhadi 2017, table 6, layer by layer',
    outputs: { scores: [1, 1000] },
    small: { size: 64, thinner: 32, classes: 5 },
  },
  {
    of: 31,
    file: 'zoo/detection/yolo_v2.net',
    network: 'yolo_v2',
    parameters: 50_655_389,
    source: 'Darknet-19 and the layers of section 2, layer by layer',
    outputs: {
      grid: [1, 125, 13, 13],
      boxes: [1, 845, 4],
      scores: [1, 20, 845],
      kept: [1, 20, 100],
      count: [1, 20],
    },
    small: SMALL_YOLO,
  },
  {
    of: 31,
    file: 'zoo/detection/yolo_v3.net',
    network: 'darknet53',
    parameters: 41_609_928,
    source: 'Redmon and Farhadi 2018, table 1, layer by layer',
    outputs: { scores: [1, 1000] },
  },
  {
    of: 31,
    file: 'zoo/detection/yolo_v3.net',
    network: 'yolo_v3',
    parameters: 61_949_149,
    source: 'the checkpoint of Darknet, without running moments',
    outputs: {
      boxes: [1, 10_647, 4],
      scores: [1, 80, 10_647],
      kept: [1, 80, 100],
      count: [1, 80],
    },
    rows: [
      { layer: 'head1.6', shape: [1, 255, 13, 13] },
      { layer: 'head2.6', shape: [1, 255, 26, 26] },
      { layer: 'head3.6', shape: [1, 255, 52, 52] },
    ],
  },
  {
    of: 32,
    file: 'zoo/detection/ssd.net',
    network: 'ssd300',
    parameters: 26_285_486,
    source: 'the checkpoint of ssd.pytorch',
    outputs: {
      boxes: [1, 8732, 4],
      scores: [1, 20, 8732],
      kept: [1, 20, 200],
      count: [1, 20],
    },
    rows: [
      { layer: 'conf.0', shape: [1, 84, 38, 38] },
      { layer: 'conf.1', shape: [1, 126, 19, 19] },
      { layer: 'conf.2', shape: [1, 126, 10, 10] },
      { layer: 'conf.3', shape: [1, 126, 5, 5] },
      { layer: 'conf.4', shape: [1, 84, 3, 3] },
      { layer: 'conf.5', shape: [1, 84, 1, 1] },
    ],
  },
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
    outputs: { grid: [1, 25, 13, 13], boxes: [50, 4], scores: [50, 1], count: [1] },
  },
];
