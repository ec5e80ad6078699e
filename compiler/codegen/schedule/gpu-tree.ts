import type { Reduction } from '../compute.js';
import { readsIn, substituteScalar } from '../compute.js';
import type { Index, IndexLike, Variable } from '../index-expr.js';
import {
  add,
  coefficientOf,
  divide,
  modulo,
  scale,
  subtract,
  toIndex,
  variable,
} from '../index-expr.js';
import type { Buffer, Expression, Local, Statement, ValueType } from '../loop-ir.js';
import { walkExpression } from '../rewrite-loops.js';
import { combineInto, combineLanes, IDENTITY } from './combine.js';
import { digitLets } from './digits.js';
import type { GpuSchedule } from './gpu.js';
import { hoistInvariants } from './hoist.js';
import type { JointAxis } from './joint-axis.js';
import { countOf, joinAxes, partsAt, throughJoint } from './joint-axis.js';
import { loop } from './loops.js';
import type { Plan } from './plan.js';
import { shareLoads } from './share-loads.js';
import type { PlacedCompute } from './site.js';
import { addressOf } from './site.js';
import { storePoint } from './store.js';
import { splitAxes } from './tile.js';
import type { Point } from './translate.js';
import { openConditions, toVector, translate } from './translate.js';

/** A shorter reduction is done before a workgroup could agree on it. */
const LEAST_LENGTH = 64;
/** Invocations of a workgroup, at most; WebGPU's default limit. */
const MOST_INVOCATIONS = 256;
/** So many invocations keep a GPU busy; with as many outputs nothing has to be shared out. */
const ENOUGH_INVOCATIONS = 2 ** 14;
/** Fewer slices than this are not worth the barriers. */
const LEAST_SLICES = 4;

const PARTS: Buffer = { name: 'parts', space: 'workgroup' };

/** How a workgroup is divided: `vectors` neighbours of the output, and `slices` of their sums. */
interface Division {
  /** The axis that the lanes of a result lie along; absent where a result is one number. */
  readonly lanes?: Variable;
  readonly vectors: number;
  readonly slices: number;
}

/**
 * Few results of long reductions: the invocations of a workgroup take every so many elements each,
 * leave what they have in shared memory, and add it up by halves. Then they store together what
 * depends on the results (the elements of a softmax or a normalised picture).
 *
 * Undefined where there are results enough for an invocation each, reductions are short, or their
 * elements don't lie in a row.
 */
export function scheduleTree(placed: PlacedCompute, plan: Plan): GpuSchedule | undefined {
  const { reductions } = placed.compute;
  const joints = reductions.map(({ axes }) => joinAxes('k', axes));
  if (joints.length === 0) return undefined;
  if (!reductions.every((each, at) => isRow(each, joints[at], placed))) return undefined;
  const length = Math.min(...joints.map(({ axis }) => axis.max + 1));
  const division = divideWorkgroup(placed, plan, length);
  return division && new Tree(placed, plan, division, joints).schedule();
}

/** Whether the reduction has no edges and walks every operand in equal steps. */
function isRow(
  { body, domain }: Reduction,
  joint: JointAxis,
  { operands }: PlacedCompute,
): boolean {
  const bounds = openConditions(domain, (axis) => axis);
  if (bounds === 'never' || bounds.length > 0) return false;
  return readsIn(substituteScalar(body, throughJoint(joint))).every(({ operand, index }) => {
    const site = operands[operand];
    if (site.kind === 'literal') return true;
    return coefficientOf(addressOf(site, index), joint.axis) !== undefined;
  });
}

function divideWorkgroup(
  { compute }: PlacedCompute,
  { vectorAxis, vectors }: Plan,
  length: number,
): Division | undefined {
  if (length < LEAST_LENGTH) return undefined;
  const { outer } = splitAxes(compute);
  const lanes = vectorAxis !== undefined && outer.includes(vectorAxis) ? vectorAxis : undefined;
  if (lanes !== undefined && (lanes.max + 1) % 4 !== 0) return undefined;
  const results = countOf(outer) / (lanes === undefined ? 1 : 4);
  const inRow = lanes === undefined ? 1 : (lanes.max + 1) / 4;
  const together = inRow % vectors === 0 ? vectors : 1;
  const slices = powerOfTwoWithin(
    Math.min(MOST_INVOCATIONS / together, length / 4, ENOUGH_INVOCATIONS / results),
  );
  if (slices < LEAST_SLICES) return undefined;
  return { ...(lanes && { lanes }), vectors: lanes === undefined ? 1 : together, slices };
}

function powerOfTwoWithin(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

class Tree {
  private readonly local: Variable;
  private readonly slice: Variable;
  private readonly lane: Variable;
  private readonly vectorTile: Variable;
  private readonly type: ValueType;
  private readonly results = new Map<string, Expression>();

  constructor(
    private readonly placed: PlacedCompute,
    private readonly plan: Plan,
    private readonly division: Division,
    private readonly joints: readonly JointAxis[],
  ) {
    const { lanes, vectors, slices } = division;
    this.local = variable('local', vectors * slices);
    this.slice = variable('slice', slices);
    this.lane = variable('lane', vectors);
    this.vectorTile = variable('tile', lanes === undefined ? 1 : (lanes.max + 1) / 4 / vectors);
    this.type = lanes === undefined ? 'f32' : 'f32x4';
  }

  schedule(): GpuSchedule {
    const { lanes, vectors, slices } = this.division;
    const { outer } = splitAxes(this.placed.compute);
    const digits = [...outer.filter((axis) => axis !== lanes), this.vectorTile].filter(
      ({ max }) => max > 0,
    );
    const group = variable('group', countOf(digits));
    const { reductions } = this.placed.compute;
    const statements: Statement[] = [
      ...digitLets(group, digits),
      ...this.lets(),
      ...reductions.flatMap((reduction, at) => this.reduce(reduction, this.joints[at], at > 0)),
      ...this.stores(),
    ];
    const length = vectors * slices * (lanes === undefined ? 1 : 4);
    return {
      statements: hoistInvariants(statements),
      grid: { kind: 'workgroups', group, local: this.local, shared: [{ buffer: PARTS, length }] },
    };
  }

  private lets(): Statement[] {
    const { vectors } = this.division;
    if (vectors === 1) return [];
    return [
      { kind: 'let', variable: this.slice, value: divide(this.local, vectors) },
      { kind: 'let', variable: this.lane, value: modulo(this.local, vectors) },
    ];
  }

  private sliceIndex(): Index {
    return toIndex(this.division.vectors === 1 ? this.local : this.slice);
  }

  private laneIndex(): Index {
    return toIndex(this.division.vectors === 1 ? 0 : this.lane);
  }

  /** The axes of a result, in terms of the workgroup and the invocation. */
  private around(axis: Variable): IndexLike {
    if (axis.max === 0) return 0;
    if (axis !== this.division.lanes) return axis;
    const tile = this.vectorTile.max === 0 ? 0 : this.vectorTile;
    return add(scale(tile, 4 * this.division.vectors), scale(this.laneIndex(), 4));
  }

  private reduce(reduction: Reduction, joint: JointAxis, isLater: boolean): Statement[] {
    const { combine, name } = reduction;
    const part: Local = { name: `${name}_part`, type: this.type };
    const result: Local = { name, type: this.type };
    const barrier: Statement = { kind: 'barrier' };
    this.results.set(name, { kind: 'local', type: this.type, local: result });
    return [
      ...this.walk(reduction, joint, part),
      // The result before must have been read by all.
      ...(isLater ? [barrier] : []),
      this.share(toIndex(this.local), { kind: 'local', type: this.type, local: part }),
      ...this.halve(combine),
      barrier,
      { kind: 'set', local: result, value: this.shared(this.laneIndex()) },
    ];
  }

  /** What an invocation makes of its own elements: every `slices`-th, four at a time where it can. */
  private walk(reduction: Reduction, joint: JointAxis, part: Local): Statement[] {
    const { combine } = reduction;
    const { axis: k } = joint;
    const extent = k.max + 1;
    const start = (local: Local): Statement => ({
      kind: 'set',
      local,
      value: { kind: 'number', type: local.type, value: IDENTITY[combine] },
    });
    const alongVector = (): Statement[] | undefined => {
      if (this.division.lanes !== undefined || extent % 4 !== 0) return undefined;
      const wide: Local = { name: `${reduction.name}_wide`, type: 'f32x4' };
      const value = (turn: Index): Expression => this.element(reduction, joint, scale(turn, 4), k);
      if (gathers(value(toIndex(0)))) return undefined;
      const turns = this.turns('turn', extent / 4, (turn) => [
        combineInto(combine, wide, toVector(value(turn))),
      ]);
      return [start(wide), turns, { kind: 'set', local: part, value: combineLanes(combine, wide) }];
    };
    return (
      alongVector() ?? [
        start(part),
        this.turns('turn', extent, (turn) => [
          combineInto(combine, part, this.element(reduction, joint, turn, this.division.lanes)),
        ]),
      ]
    );
  }

  private element(
    { body }: Reduction,
    joint: JointAxis,
    position: Index,
    vectorAxis: Variable | undefined,
  ): Expression {
    const point: Point = {
      bind: (axis) => (axis === joint.axis ? position : this.around(axis)),
      results: this.results,
      ...(vectorAxis && { vectorAxis }),
    };
    return translate(substituteScalar(body, throughJoint(joint)), point, this.placed.operands);
  }

  /** A loop over every `slices`-th of `count` positions, from the invocation's own on. */
  private turns(
    name: string,
    count: number,
    body: (position: Index) => readonly Statement[],
  ): Statement {
    const { slices } = this.division;
    const turn = variable(name, Math.ceil(count / slices));
    const end = divide(subtract(count + slices - 1, this.sliceIndex()), slices);
    const position = add(scale(turn, slices), this.sliceIndex());
    return loop(turn, toIndex(0), end, body(position));
  }

  private shared(at: Index): Expression {
    const address = scale(at, this.type === 'f32' ? 1 : 4);
    return { kind: 'load', type: this.type, buffer: PARTS, address };
  }

  private share(at: Index, value: Expression): Statement {
    const lanes = this.type === 'f32' ? 1 : 4;
    return { kind: 'store', buffer: PARTS, address: scale(at, lanes), value, lanes };
  }

  /** The first half of the slices takes in the second, until one is left. */
  private halve(combine: Reduction['combine']): Statement[] {
    const statements: Statement[] = [];
    const sum: Local = { name: 'both', type: this.type };
    for (let half = this.division.slices / 2; half >= 1; half /= 2) {
      const invocations = half * this.division.vectors;
      const body: Statement[] = [
        { kind: 'set', local: sum, value: this.shared(toIndex(this.local)) },
        combineInto(combine, sum, this.shared(add(this.local, invocations))),
        this.share(toIndex(this.local), { kind: 'local', type: this.type, local: sum }),
      ];
      const conditions = [{ index: toIndex(this.local), extent: invocations }];
      statements.push({ kind: 'barrier' }, { kind: 'if', conditions, body });
    }
    return statements;
  }

  /** One store per result, or all elements that share it, which the slices divide among them. */
  private stores(): Statement[] {
    const { inner } = splitAxes(this.placed.compute);
    const { lanes, vectors } = this.division;
    const { vectorAxis } = this.plan;
    const bind = (axis: Variable): IndexLike => this.around(axis);
    if (countOf(inner) === 1) {
      const conditions = [{ index: toIndex(this.local), extent: vectors }];
      return [{ kind: 'if', conditions, body: this.storeAt(bind, lanes) }];
    }
    // Whole vectors of an axis that the results don't have become positions of their own.
    const along =
      lanes === undefined && vectorAxis !== undefined && (vectorAxis.max + 1) % 4 === 0
        ? vectorAxis
        : undefined;
    const vector = variable('vector', along === undefined ? 1 : (along.max + 1) / 4);
    const parts = inner.map((axis) => (axis === along ? vector : axis));
    const joint = joinAxes('element', parts);
    return [
      this.turns('element_turn', countOf(parts), (position) => {
        const element: Statement = { kind: 'let', variable: joint.axis, value: position };
        const at = partsAt(joint, toIndex(joint.axis));
        const bindInner = (axis: Variable): IndexLike =>
          axis === along ? scale(at.get(vector) ?? 0, 4) : (at.get(axis) ?? this.around(axis));
        return [element, ...this.storeAt(bindInner, lanes ?? along)];
      }),
    ];
  }

  private storeAt(
    bind: (axis: Variable) => IndexLike,
    vectorAxis: Variable | undefined,
  ): Statement[] {
    const point: Point = { bind, results: this.results, ...(vectorAxis && { vectorAxis }) };
    const count = vectorAxis === undefined ? 1 : 4;
    const { shared, elements } = storePoint(this.placed, point, '', count);
    return shareLoads([...shared, ...elements.flatMap(({ statements }) => statements)]);
  }
}

/** Whether a vector is put together from single elements. */
function gathers(expression: Expression): boolean {
  let found = false;
  walkExpression(expression, (node) => {
    if (node.kind === 'lanes') found = true;
  });
  return found;
}
