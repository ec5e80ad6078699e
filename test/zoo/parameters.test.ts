import { describe, expect, it } from 'vitest';
import { layersOf, totalsOf } from '../../cli/inspect/layers.js';
import { exampleGraph } from '../support/example.js';

/** As torchvision publishes them; the others from their papers and checkpoints. */
const PARAMETERS = {
  alexnet: 61_100_840,
  char_lstm: 4 * 256 * (128 + 256 + 2) + 4 * 256 * (256 + 256 + 2) + 128 * (256 + 1),
  dcgan_generator: 3_576_704,
  googlenet: 6_624_904,
  inception_v3: 23_834_568,
  mobilenet_v1: 4_231_976 + 1025,
  mobilenet_v2: 3_504_872,
  resnet18: 11_689_512,
  resnet50: 25_557_032,
  squeezenet1_1: 1_235_496,
  style_transfer: 1_676_035 + 3200,
  tiny_face_detector: 193_321,
  vgg16: 138_357_544,
  yolov3_tiny: 8_852_366,
};

describe('networks of the zoo have the parameters of the published ones', () => {
  for (const [name, parameters] of Object.entries(PARAMETERS)) {
    it(name, () => {
      const { parameters: total } = totalsOf(layersOf(exampleGraph(`zoo/${name}.net`)));
      expect(total).toBe(parameters);
    });
  }
});
