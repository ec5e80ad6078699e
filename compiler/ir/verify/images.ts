import type { Graph, Value } from '../graph.js';
import type { OutputImage } from '../image.js';
import { CHANNELS } from '../image.js';
import { typeText } from '../types.js';
import type { Violations } from './violations.js';

/** What is declared as an image is N, C, H, W, and has what it needs for each of its channels. */
export function verifyImages(graph: Graph, violations: Violations): void {
  for (const { value, image } of graph.inputs) {
    if (image === undefined) continue;
    const { mean, standardDeviation, fill = mean, height, width } = image;
    const fields = { mean, standardDeviation, fill };
    verifyImage(`input '${value.name}'`, value, image, [height, width], fields, violations);
  }
  for (const { name, value, image } of graph.outputs) {
    if (image === undefined) continue;
    const { mean, standardDeviation } = image;
    const fields = { mean, standardDeviation };
    verifyImage(`output '${name}'`, value, image, [], fields, violations);
  }
}

/** `size` is what the image says of height and width, and `perChannel` what has an element per channel. */
function verifyImage(
  subject: string,
  value: Value,
  { channels }: OutputImage,
  size: readonly number[],
  perChannel: Readonly<Record<string, readonly number[]>>,
  violations: Violations,
): void {
  const [, ...extents] = value.type.shape;
  const count = CHANNELS[channels];
  const wanted = [count, ...size];
  if (extents.length !== 3 || wanted.some((extent, axis) => extent !== extents[axis])) {
    const picture = ['N', ...wanted, ...['H', 'W'].slice(size.length)].join(',');
    const title = `${subject} is ${typeText(value.type)}, but its image [${picture}]`;
    violations.add('image', title, value);
  }
  for (const [field, { length }] of Object.entries(perChannel)) {
    if (length === count) continue;
    violations.add('image', `${subject} has ${length} of ${field}, not ${count}`, value);
  }
}
