import type { CoreMachine } from '../../../target/machine.js';
import type { Reduction, Scalar } from '../../../lower/formulas/compute.js';
import { occurrences, readsIn } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn } from '../../../lower/formulas/index-expr.js';
import type { Plan } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { tapAxis } from '../nests/taps.js';
import type { TileRuns } from './tile-runs.js';

/** What a kernel asks of a core, in the quantities that its time is taken to be linear in. */
export interface TileWork {
  /** Arithmetic on vectors. */
  readonly operations: number;
  /** Vectors that are loaded, and scalars that are spread over four lanes. */
  readonly loads: number;
  readonly splats: number;
  /** Additions that could have begun while one waited for the one before it. */
  readonly waits: number;
  /** Vectors that go through memory because the registers are full. */
  readonly spills: number;
  /** Places in memory that the innermost loop of a sum reads along, each time it begins. */
  readonly addresses: number;
  /** Instructions of the tiles that are written out, leftover ones and those at edges as well. */
  readonly code: number;
}

/** What tiles of a plan make a core do. The kernel has one sum or maximum. */
export function tileWork(
  placed: PlacedCompute,
  plan: Plan,
  runs: readonly TileRuns[],
  core: CoreMachine,
): TileWork {
  const { reductions, intermediates } = placed.compute;
  const [reduction] = reductions;
  const taps = tapAxis(reduction, plan.vectorAxis);
  const looped = reduction.axes.filter((axis) => axis !== taps && axis.max > 0);
  const summed = looped.reduce((count, axis) => count * extent(axis), 1);
  // Four steps of a sum at a time, where it lies along the vectors.
  const iterations = plan.narrow === undefined ? summed : summed / 4;
  const innermost = looped.at(-1);
  const entries = innermost === undefined ? 1 : iterations / extent(innermost);
  const { free } = core.registers;
  // Where taps are written out, loads and products of two taps overlap.
  const registers = taps === undefined ? free : free - 1;
  const reads = readsPerTurn(reduction, plan, taps);
  const arithmetic = (taps === undefined ? 1 : extent(taps)) * (1 + operationsIn(reduction.body));
  const ofShape = ({ rows, vectors, times, copies }: TileRuns): TileWork => {
    const { loads, splats, places } = reads(rows, vectors);
    const results = rows * (plan.narrow?.outputs ?? vectors);
    // Taps that are written out are too few for an addition to wait for the iteration before.
    const waits = taps === undefined ? Math.max(0, core.additionsAtOnce - results) : 0;
    const inLoop = arithmetic * results + loads + splats;
    return {
      operations: times * iterations * arithmetic * results,
      loads: times * iterations * loads,
      splats: times * iterations * splats,
      waits: times * iterations * waits,
      // The engine loads what an iteration needs before it computes.
      spills: times * iterations * Math.max(0, results + loads + splats - registers),
      addresses: times * entries * (places + splats),
      // A result begins as zero, goes through the tail and is stored.
      code: copies * (inLoop + results * (2 + intermediates.length)),
    };
  };
  return runs.map(ofShape).reduce(sumOf);
}

function sumOf(a: TileWork, b: TileWork): TileWork {
  return {
    operations: a.operations + b.operations,
    loads: a.loads + b.loads,
    splats: a.splats + b.splats,
    waits: a.waits + b.waits,
    spills: a.spills + b.spills,
    addresses: a.addresses + b.addresses,
    code: a.code + b.code,
  };
}

interface IterationReads {
  readonly loads: number;
  readonly splats: number;
  /** Runs of neighbouring vectors among the loads. */
  readonly places: number;
}

/** What an iteration reads in a tile of some rows and vectors, everything that sums share once. */
function readsPerTurn(
  { body }: Reduction,
  { vectorAxis, tileAxis, narrow }: Plan,
  taps: Variable | undefined,
): (rows: number, vectors: number) => IterationReads {
  if (narrow !== undefined) {
    return (rows) => ({ loads: rows + narrow.outputs, splats: 0, places: rows + narrow.outputs });
  }
  const reads = readsIn(body).map(({ index }) => ({
    index,
    isVector: uses(index, vectorAxis),
    ofRow: uses(index, tileAxis),
    ofTap: uses(index, taps),
  }));
  return (rows, vectors) => {
    let [loads, splats, places] = [0, 0, 0];
    for (const { index, isVector, ofRow, ofTap } of reads) {
      const own = ofRow ? rows : 1;
      const different = ofTap ? placesRead(index, own, tileAxis, taps) : own;
      if (isVector) {
        loads += different * vectors;
        places += different;
      } else {
        splats += different;
      }
    }
    return { loads, splats, places };
  };
}

/** How many different places neighbouring rows read together, where their taps overlap. */
function placesRead(
  index: readonly Index[],
  rows: number,
  tileAxis: Variable | undefined,
  taps: Variable | undefined,
): number {
  const places = new Set<string>();
  const step = (axis: Variable | undefined): number[] =>
    index.map((coordinate) => (axis && coefficientOf(coordinate, axis)) ?? 0);
  const [perRow, perTap] = [step(tileAxis), step(taps)];
  for (let row = 0; row < rows; row++) {
    for (let tap = 0; tap <= (taps?.max ?? 0); tap++) {
      places.add(perRow.map((stride, axis) => stride * row + perTap[axis] * tap).join());
    }
  }
  return places.size;
}

function operationsIn(scalar: Scalar): number {
  let operations = 0;
  for (const [{ kind }, count] of occurrences(scalar)) {
    if (kind === 'binary' || kind === 'unary' || kind === 'select') operations += count;
  }
  return operations;
}

function uses(index: readonly Index[], axis: Variable | undefined): boolean {
  return axis !== undefined && index.some((coordinate) => dependsOn(coordinate, axis));
}

function extent({ max }: Variable): number {
  return max + 1;
}
