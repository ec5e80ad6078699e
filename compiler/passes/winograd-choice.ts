import { MOST_POINTS } from '../ir/ops/shared/toom-cook.js';
import type { TransformWork } from '../ir/ops/shared/transform-work.js';
import { transformWork } from '../ir/ops/shared/transform-work.js';
import type { WinogradForm, WinogradTensor } from '../ir/ops/shared/winograd.js';
import {
  WINOGRAD_PANEL,
  winogradGeometry,
  winogradProducts,
  winogradWorkspace,
} from '../ir/ops/shared/winograd.js';
import { elementCount } from '../ir/types.js';

/** What is convolved, of stride 1. */
export type WinogradTask = Pick<WinogradForm, 'channels' | 'taps' | 'output'>;
export type WinogradChoice = Pick<WinogradForm, 'tile' | 'strips' | 'blocks'>;

/** The largest m of F(m, r) that a network may use; its error grows with m. */
export type WinogradLimit = 'off' | 2 | 4;

/**
 * The cheapest way to compute a convolution of stride 1 as F(m, r) along rows and columns, or undefined
 * where the convolution itself is cheaper. Costs are in the time of one multiply-accumulate at the
 * roof; the constants are fits to `npm run bench:kernels` over the layers of VGG-16, ResNet-18 and
 * Inception v3.
 */
export function chooseWinograd(
  task: WinogradTask,
  limit: Exclude<WinogradLimit, 'off'>,
): WinogradChoice | undefined {
  const { channels, output } = task;
  if (output[1] % WINOGRAD_PANEL !== 0 || channels % 4 !== 0) return undefined;
  let best: WinogradChoice | undefined;
  let least = directCost(task);
  for (const form of candidates(task, limit)) {
    const cost = winogradCost(form);
    const { tile, strips, blocks } = form;
    if (cost < least) [best, least] = [{ tile, strips, blocks }, cost];
  }
  return best;
}

function* candidates(task: WinogradTask, limit: number): Generator<WinogradForm> {
  const { taps, output } = task;
  if (elementCount(taps) === 1) return;
  const [rows, columns] = taps.map((r) => (r === 1 ? [1] : [4, 2].filter((m) => m <= limit)));
  for (const tile of rows.flatMap((row) => columns.map((column) => [row, column]))) {
    const whole = { ...task, tile, strips: 1, blocks: 1 };
    const { points, tileRows } = winogradGeometry(whole);
    const most = Math.min(...points) > 1 ? MOST_POINTS.together : MOST_POINTS.alone;
    if (Math.max(...points) > most) continue;
    for (const strips of divisors(tileRows)) yield { ...whole, strips };
    for (const blocks of divisors(output[1] / WINOGRAD_PANEL)) yield { ...whole, blocks };
  }
}

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((n) => count % n === 0);
}

/** Shares of the roof that a convolution and a matrix product reach. */
const DIRECT_SHARE = 0.85;
const PRODUCT_SHARE = 0.9;
/** Transforms: an addition or multiplication, a load or store, and a turn of a loop. */
const OPERATION_COST = 0.5;
const ACCESS_COST = 0.6;
const TURN_COST = 3;
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

function directCost({ channels, taps, output }: WinogradTask): number {
  return (elementCount(taps) * channels * elementCount(output)) / DIRECT_SHARE;
}

function winogradCost(form: WinogradForm): number {
  const { channels, strips, blocks } = form;
  const [batch, outputs] = form.output;
  const { tileRows, tileColumns } = winogradGeometry(form);
  const tiles = batch * tileRows * tileColumns;
  const { input, output, weight } = transformWork(form);
  const arithmetic =
    winogradProducts(form) / PRODUCT_SHARE +
    transformCost(input) * tiles * channels +
    transformCost(output) * tiles * outputs +
    transformCost(weight) * channels * outputs;
  const tensors = winogradWorkspace(form);
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

function transformCost({ operations, accesses, turns }: TransformWork): number {
  return operations * OPERATION_COST + accesses * ACCESS_COST + turns * TURN_COST;
}

function readingCost(bytes: number): number {
  return bytes > NEAR_BYTES ? FAR_COST : NEAR_COST;
}
