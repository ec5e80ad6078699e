import type { Caches, CoreMachine } from '../target/machine.js';
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

/** In how many strips of rows or blocks of channels tiles are taken, one after another. */
export type WinogradDivision = Pick<WinogradForm, 'strips' | 'blocks'>;

/** The largest m of F(m, r) that a network may use; its error grows with m. */
export type WinogradLimit = 'off' | 2 | 4;

/**
 * The tile with which a convolution of stride 1 is cheapest as F(m, r) along rows and columns, or undefined
 * where the convolution itself is cheaper. Costs are those of one core, also for other targets: what a
 * network rounds should not depend on where it runs. They are in the time of one multiply-accumulate at
 * the roof; the constants are fits to `npm run bench:kernels` over the layers of VGG-16, ResNet-18 and
 * Inception v3.
 */
export function chooseTile(
  task: WinogradTask,
  limit: number,
  caches: Caches,
): readonly number[] | undefined {
  if (!hasWholeVectors(task)) return undefined;
  return cheapest(
    tiles(task, limit),
    (tile) => costOfDivision([{ ...task, tile, ...WHOLE }], caches).cost,
    directCost(task),
  );
}

/**
 * The same m for several convolutions that together are one op. Those with one tap are convolved as they
 * are.
 */
export function chooseJointTile(
  phases: readonly WinogradTask[],
  limit: number,
  caches: Caches,
): number | undefined {
  const tiled = phases.filter(({ taps }) => elementCount(taps) > 1);
  const [first] = tiled;
  if (first === undefined || !hasWholeVectors(first)) return undefined;
  return cheapest(
    [4, 2].filter((m) => m <= limit),
    (m) => {
      const forms = tiled.map((task) => ({ ...task, tile: tileOf(task, m), ...WHOLE }));
      return costOfDivision(forms, caches).cost;
    },
    sum(tiled.map(directCost)),
  );
}

/** The strips or blocks in which a core computes `forms` fastest, which are of one op: all in as many. */
export function chooseDivision(forms: readonly WinogradForm[], caches: Caches): WinogradDivision {
  return costOfDivision(forms, caches).division;
}

const WHOLE = { strips: 1, blocks: 1, slots: 1 };

/** The first of those that cost least, if that is less than `most`. */
function cheapest<Choice>(
  choices: readonly Choice[],
  cost: (choice: Choice) => number,
  most: number,
): Choice | undefined {
  let best: Choice | undefined;
  let least = most;
  for (const choice of choices) {
    const own = cost(choice);
    if (own < least) [best, least] = [choice, own];
  }
  return best;
}

function costOfDivision(
  forms: readonly WinogradForm[],
  caches: Caches,
): { readonly division: WinogradDivision; readonly cost: number } {
  let division: WinogradDivision = WHOLE;
  let least = Infinity;
  for (const { strips, blocks } of divisionsOf(forms[0])) {
    const divided = forms.map((form) => ({ ...form, strips, blocks }));
    if (!divided.every(isPossible)) continue;
    const cost = sum(divided.map((form) => winogradCost(form, caches)));
    if (cost < least) [division, least] = [{ strips, blocks }, cost];
  }
  return { division, cost: least };
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

function tiles({ taps }: WinogradTask, limit: number): number[][] {
  if (elementCount(taps) === 1) return [];
  const [rows, columns] = taps.map((r) => (r === 1 ? [1] : [4, 2].filter((m) => m <= limit)));
  return rows.flatMap((row) => columns.map((column) => [row, column]));
}

/** In strips or in blocks. */
function divisionsOf(form: WinogradForm): WinogradDivision[] {
  const { tileRows } = winogradGeometry(form);
  return [
    ...divisors(tileRows).map((strips) => ({ strips, blocks: 1 })),
    ...divisors(form.output[1] / WINOGRAD_PANEL).map((blocks) => ({ strips: 1, blocks })),
  ];
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
/** Transforms: an addition or multiplication, a load or store, and an iteration of a loop. */
const OPERATION_COST = 0.5;
const ACCESS_COST = 0.6;
const ITERATION_COST = 3;
/** What a block's weights may take of the second-level cache. */
const BLOCK_SHARE = 5 / 8;
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

function winogradCost(form: WinogradForm, caches: Caches): number {
  const { secondLevelBytes, sharedBytes } = caches;
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
    (weights > BLOCK_SHARE * secondLevelBytes ? blocks * weights * WEIGHT_COST : 0) +
    (loops > 1 ? loops * weights * NEAR_COST : 0) +
    (blocks > 1
      ? blocks * bytes('input_tiles') * (bytes('input_tiles') > sharedBytes ? FAR_COST : NEAR_COST)
      : 0) +
    (worked > secondLevelBytes
      ? loops * (worked + (blocks - 1) * bytes('products')) * FAR_COST
      : 0);
  const space = tensors.reduce(
    (end, { offset, shape }) => Math.max(end, offset + elementCount(shape)),
    0,
  );
  return arithmetic + traffic + 4 * space * SPACE_COST;
}

function transformCost({ operations, accesses, iterations }: TransformWork): number {
  return operations * OPERATION_COST + accesses * ACCESS_COST + iterations * ITERATION_COST;
}

/**
 * In how many slots threads work on blocks of `forms`: in one together where there are too few blocks, or
 * where one is more than a core's second-level cache holds.
 */
export function slotsFor(
  forms: readonly WinogradForm[],
  { threads, caches: { secondLevelBytes } }: CoreMachine,
): number {
  if (threads === undefined) return 1;
  const areShared = forms.some(
    (form) => form.blocks < threads.usual || blockBytes(form) > secondLevelBytes,
  );
  return areShared ? 1 : threads.usual;
}

function blockBytes(form: WinogradForm): number {
  return winogradWorkspace(form)
    .filter(({ name }) => name !== 'input_rows' && name !== 'input_tiles')
    .reduce((bytes, { shape }) => bytes + 4 * elementCount(shape), 0);
}
