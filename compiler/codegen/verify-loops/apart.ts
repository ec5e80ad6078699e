import type { Index, Variable } from '../../lower/formulas/index-expr.js';
import { add, subtract, toIndex, variableText } from '../../lower/formulas/index-expr.js';
import type { Access } from './accesses.js';
import type { LoopAround } from './places.js';
import { primed } from './scope.js';

/** When two accesses may be those of different threads, or of different invocations, at the same time. */
export interface Apart {
  /** Variables that have the same value for both. */
  readonly shared: ReadonlySet<string>;
  /**
   * The cases in which they are; in each, what is ≥ 0, in terms of the first access's variables and of
   * the second's, which are primed. No case: never; one that says nothing: always.
   */
  readonly cases: readonly (readonly Index[])[];
}

/** How different threads do iterations of parallel loops. */
export function threadsApart(a: Access, b: Access): Apart {
  const shared = sharedIterations(a, b);
  const [mine, other] = [ownerOf(a), ownerOf(b)];
  if (mine.slot !== undefined && other.slot !== undefined) {
    // A slot is a thread's. A iteration of what is claimed inside is done once, in one of the slots.
    const slots = unequal(toIndex(mine.slot), toIndex(other.slot), shared);
    const iterations = mine.loop === other.loop ? unequalIterations(mine.iterations, shared) : [[]];
    return { shared, cases: slots.flatMap((x) => iterations.map((y) => [...x, ...y])) };
  }
  if (
    mine.share !== undefined &&
    other.share !== undefined &&
    mine.iterationCount === other.iterationCount
  ) {
    return { shared, cases: unequal(mine.share, other.share, shared) };
  }
  const isSameLoop = mine.loop !== undefined && mine.loop === other.loop;
  return { shared, cases: isSameLoop ? unequalIterations(mine.iterations, shared) : [[]] };
}

/** How invocations of a workgroup differ; they reach a barrier in the same iterations. */
export function invocationsApart(
  group: Variable,
  local: Variable,
): (a: Access, b: Access) => Apart {
  return (a, b) => {
    const shared = new Set([...sharedIterations(a, b), variableText(group)]);
    return { shared, cases: unequal(toIndex(local), toIndex(local), shared) };
  };
}

/** How what is numbered by `unit` and waits for nobody differs. */
export function unitsApart(unit: Variable): () => Apart {
  const shared = new Set<string>();
  const cases = unequal(toIndex(unit), toIndex(unit), shared);
  return () => ({ shared, cases });
}

/** The loops around barriers of which both are in the same iteration. */
function sharedIterations(a: Access, b: Access): Set<string> {
  const others = new Set(b.place.loops);
  const both = a.place.loops.filter((loop) => loop.hasBarriers && others.has(loop));
  return new Set(both.map(({ binding }) => variableText(binding.variable)));
}

/** Which thread does it. */
interface Owner {
  /** The parallel loop that it is in, */
  readonly loop?: LoopAround;
  /** and what tells its iterations apart, the loops around it included. */
  readonly iterations: readonly Variable[];
  readonly slot?: Variable;
  /** Of a fixed loop: one number for each thread's share in every iteration. */
  readonly share?: Index;
  readonly iterationCount?: number;
}

function ownerOf({ place: { loops } }: Access): Owner {
  const slots = loops.find(({ statement }) => statement.parallel?.kind === 'slots');
  const divided = loops.findLastIndex(
    ({ statement: { parallel } }) => parallel !== undefined && parallel.kind !== 'slots',
  );
  const slot = slots?.binding.variable;
  if (divided < 0) return { iterations: [], ...(slot && { slot }) };
  const loop = loops[divided];
  const { from, to, parallel, variable } = loop.statement;
  const iterations = loops
    .slice(0, divided + 1)
    .filter((around) => around !== slots && !around.hasBarriers)
    .map(({ binding }) => binding.variable);
  const isFixed = parallel?.kind === 'fixed';
  return {
    loop,
    iterations,
    ...(slot && { slot }),
    ...(isFixed && {
      share: parallel.mirrored ? subtract(add(to, -1), variable) : subtract(variable, from),
      iterationCount: subtract(to, from).constant,
    }),
  };
}

function unequalIterations(
  iterations: readonly Variable[],
  shared: ReadonlySet<string>,
): Index[][] {
  return iterations.flatMap((iteration) => unequal(toIndex(iteration), toIndex(iteration), shared));
}

/** The cases in which the first one's number is not the second one's. */
function unequal(a: Index, b: Index, shared: ReadonlySet<string>): Index[][] {
  const other = primed(b, shared);
  return [[subtract(subtract(other, a), 1)], [subtract(subtract(a, other), 1)]];
}
