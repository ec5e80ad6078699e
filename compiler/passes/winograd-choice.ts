import type { WinogradAttributes, WinogradTensor } from '../ir/ops/shared/winograd.js';
import { WINOGRAD_PANEL, winogradWorkspace } from '../ir/ops/shared/winograd.js';
import type { TensorType } from '../ir/types.js';
import { elementCount } from '../ir/types.js';

export type WinogradChoice = Pick<WinogradAttributes, 'tile' | 'strips' | 'blocks'>;

/** The largest m of F(m×m, 3×3) that a network may use; its error grows with m. */
export type WinogradLimit = 'off' | 2 | 4;

/**
 * The cheapest way to compute a 3×3 convolution of stride 1 as F(m×m, 3×3), or undefined where the
 * convolution itself is cheaper. Costs are in the time of one multiply-accumulate at the roof; the
 * constants are fits to `npm run bench:kernels` over the layers of VGG-16 and ResNet-18.
 */
export function chooseWinograd(
  input: TensorType,
  output: TensorType,
  limit: Exclude<WinogradLimit, 'off'>,
): WinogradChoice | undefined {
  const [, channels] = input.shape;
  const [, outputs] = output.shape;
  if (outputs % WINOGRAD_PANEL !== 0 || channels % 4 !== 0) return undefined;
  let best: WinogradChoice | undefined;
  let least = directCost(channels, output);
  for (const candidate of candidates(output, limit)) {
    const cost = winogradCost(input, output, candidate);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

function* candidates(
  { shape: [, outputs, height] }: TensorType,
  limit: number,
): Generator<WinogradChoice> {
  for (const tile of [4, 2].filter((m) => m <= limit)) {
    for (const strips of divisors(Math.ceil(height / tile))) yield { tile, strips, blocks: 1 };
    for (const blocks of divisors(outputs / WINOGRAD_PANEL)) yield { tile, strips: 1, blocks };
  }
}

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((n) => count % n === 0);
}

/** Shares of the roof that a 3×3 convolution and a matrix product reach. */
const DIRECT_SHARE = 0.78;
const PRODUCT_SHARE = 0.9;
/** Transforms per channel: of a tile on its way in and out, and of one 3×3 filter. */
const TRANSFORMS: Readonly<Record<number, { input: number; output: number; weight: number }>> = {
  2: { input: 80, output: 60, weight: 50 },
  4: { input: 190, output: 140, weight: 95 },
};
/** What fits beside everything else in a core's second-level cache. */
const CACHE_BYTES = 1024 * 1024;
const BLOCK_BYTES = 640 * 1024;
/** Reading a byte again that is further away: a few megabytes, and more. */
const NEAR_BYTES = 4 * 1024 * 1024;
const NEAR_COST = 0.37;
const FAR_COST = 1.2;
/** Writing transformed weights to where they leave the cache, and reading them from there. */
const WEIGHT_COST = 5;
/** A byte of workspace, so that the smaller of two equal choices wins. */
const SPACE_COST = 0.1;

function directCost(channels: number, { shape: [batch, outputs, height, width] }: TensorType) {
  return (9 * batch * channels * outputs * height * width) / DIRECT_SHARE;
}

function winogradCost(input: TensorType, output: TensorType, choice: WinogradChoice): number {
  const { tile, strips, blocks } = choice;
  const [batch, channels] = input.shape;
  const [, outputs, height, width] = output.shape;
  const tiles = batch * Math.ceil(height / tile) * Math.ceil(width / tile);
  const transforms = TRANSFORMS[tile];
  const arithmetic =
    ((tile + 2) ** 2 * tiles * channels * outputs) / PRODUCT_SHARE +
    transforms.input * tiles * channels +
    transforms.output * tiles * outputs +
    transforms.weight * channels * outputs;
  const tensors = winogradWorkspace(channels, output, { ...choice, pads: [] });
  const bytes = (name: WinogradTensor): number =>
    4 * elementCount(tensors.find((tensor) => tensor.name === name)?.shape ?? []);
  const weights = bytes('weight_tiles');
  const worked = bytes('input_tiles') + bytes('products');
  const loops = batch * strips;
  const traffic =
    (weights > BLOCK_BYTES ? blocks * weights * WEIGHT_COST : 0) +
    (loops > 1 ? loops * weights * NEAR_COST : 0) +
    (blocks > 1 ? blocks * bytes('input_tiles') * readingCost(bytes('input_tiles')) : 0) +
    (worked > CACHE_BYTES ? loops * (worked + (blocks - 1) * bytes('products')) * FAR_COST : 0);
  const space = tensors.reduce(
    (end, { offset, shape }) => Math.max(end, offset + elementCount(shape)),
    0,
  );
  return arithmetic + traffic + 4 * space * SPACE_COST;
}

function readingCost(bytes: number): number {
  return bytes > NEAR_BYTES ? FAR_COST : NEAR_COST;
}
