import { ONE_CORE } from '../target/one-core.js';
import { THREADS } from '../target/threads.js';
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
export function chooseWinograd(task: WinogradTask, limit: number): WinogradChoice | undefined {
  if (!hasWholeVectors(task)) return undefined;
  let best: WinogradChoice | undefined;
  let least = directCost(task);
  for (const form of candidates(task, limit)) {
    const cost = winogradCost(form);
    const { tile, strips, blocks } = form;
    if (cost < least) [best, least] = [{ tile, strips, blocks }, cost];
  }
  return best;
}

/**
 * The same for several convolutions that together are one op: their tiles have the same m, and are
 * taken in as many strips and blocks. Those with one tap are convolved as they are.
 */
export function chooseForPhases(
  phases: readonly WinogradTask[],
  limit: number,
): { readonly tile: number; readonly strips: number; readonly blocks: number } | undefined {
  const tiled = phases.filter(({ taps }) => elementCount(taps) > 1);
  const [first] = tiled;
  if (first === undefined || !hasWholeVectors(first)) return undefined;
  let best: ReturnType<typeof chooseForPhases>;
  let least = sum(tiled.map(directCost));
  for (const m of [4, 2].filter((each) => each <= limit)) {
    const choices = [...inParts(first, tileOf(first, m))];
    for (const { strips, blocks } of choices) {
      const forms = tiled.map((task) => ({
        ...task,
        tile: tileOf(task, m),
        strips,
        blocks,
        slots: 1,
      }));
      if (!forms.every(isPossible)) continue;
      const cost = sum(forms.map(winogradCost));
      if (cost < least) [best, least] = [{ tile: m, strips, blocks }, cost];
    }
  }
  return best;
}

function tileOf({ taps }: WinogradTask, m: number): number[] {
  return taps.map((r) => (r === 1 ? 1 : m));
}

function sum(costs: readonly number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}

/** Whole register tiles of outputs, and whole vectors of inputs. */
function hasWholeVectors({ channels, output }: WinogradTask): boolean {
  return output[1] % WINOGRAD_PANEL === 0 && channels % 4 === 0;
}

function* candidates(task: WinogradTask, limit: number): Generator<WinogradForm> {
  if (elementCount(task.taps) === 1) return;
  const [rows, columns] = task.taps.map((r) => (r === 1 ? [1] : [4, 2].filter((m) => m <= limit)));
  for (const tile of rows.flatMap((row) => columns.map((column) => [row, column]))) {
    yield* [...inParts(task, tile)].filter(isPossible);
  }
}

/** In strips or in blocks. */
function* inParts(task: WinogradTask, tile: readonly number[]): Generator<WinogradForm> {
  const whole = { ...task, tile, strips: 1, blocks: 1, slots: 1 };
  for (const strips of divisors(winogradGeometry(whole).tileRows)) yield { ...whole, strips };
  for (const blocks of divisors(task.output[1] / WINOGRAD_PANEL)) yield { ...whole, blocks };
}

/** Whether there are points enough, and strips of whole tiles. */
function isPossible(form: WinogradForm): boolean {
  const { points, stripRows } = winogradGeometry(form);
  const most = Math.min(...points) > 1 ? MOST_POINTS.together : MOST_POINTS.alone;
  return Math.max(...points) <= most && Number.isInteger(stripRows);
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
const { secondLevelBytes, sharedBytes } = ONE_CORE.caches;
/** What a block's weights may take of the second-level cache. */
const BLOCK_BYTES = (secondLevelBytes * 5) / 8;
/** Reading a byte again that lies in the third-level cache, or further away. */
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
    (worked > secondLevelBytes
      ? loops * (worked + (blocks - 1) * bytes('products')) * FAR_COST
      : 0);
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
  return bytes > sharedBytes ? FAR_COST : NEAR_COST;
}

const MOST_SLOTS = THREADS.threads.usual;

/**
 * In how many slots threads work on blocks of `forms`: in one together where there are too few blocks, or
 * where one is more than a core's second-level cache holds.
 */
export function slotsFor(forms: readonly WinogradForm[]): number {
  const areShared = forms.some(
    (form) => form.blocks < MOST_SLOTS || blockBytes(form) > secondLevelBytes,
  );
  return areShared ? 1 : MOST_SLOTS;
}

function blockBytes(form: WinogradForm): number {
  return winogradWorkspace(form)
    .filter(({ name }) => name !== 'input_rows' && name !== 'input_tiles')
    .reduce((bytes, { shape }) => bytes + 4 * elementCount(shape), 0);
}
