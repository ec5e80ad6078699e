import type { GpuMachine } from '../../../target/machine.js';
import type { Reduction } from '../../../lower/formulas/compute.js';
import { readsIn, substituteScalar } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, scale, toIndex } from '../../../lower/formulas/index-expr.js';
import type { Expression, Local, SharedMemory, Statement } from '../../../lower/loops/loop-ir.js';
import { vectorOf, walk } from '../../../lower/loops/loop-ir.js';
import { combineInto, combineLanes, identity } from '../nests/combine.js';
import { hoistInvariants } from './hoist.js';
import type { JointAxis } from '../placement/joint-axis.js';
import { countOf, joinAxes, throughJoint } from '../placement/joint-axis.js';
import { whereNeeded } from '../nests/needed.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { addressOf } from '../placement/site.js';
import type { Point } from '../nests/translate.js';
import { openConditions, scalarTypeAt, toVector, translate } from '../nests/translate.js';
import { combineSlices, partsMemory } from './combine-slices.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { storeResults } from './store-results.js';
import type { WorkgroupDivision } from './workgroup-division.js';
import { divideWorkgroup, everySlice } from './workgroup-division.js';

/**
 * Few results of long reductions: the invocations of a workgroup take every so many elements each,
 * leave what they have in shared memory, and add it up by halves. Then they store together what
 * depends on the results (the elements of a softmax or a normalised feature map).
 *
 * Undefined where there are results enough for an invocation each, reductions are short, or their
 * elements don't lie in a row.
 */
export function scheduleTree(
  placed: PlacedCompute,
  plan: Plan,
  gpu: GpuMachine,
): GpuSchedule | undefined {
  const { reductions } = placed.compute;
  const joints = reductions.map(({ axes }) => joinAxes('k', axes));
  const shared = reductions.filter(({ axes }) => axes.length > 0);
  if (shared.length === 0) return undefined;
  if (!reductions.every((each, at) => isRow(each, joints[at], placed))) return undefined;
  const length = Math.min(...shared.map(({ axes }) => countOf(axes)));
  const division = divideWorkgroup(placed, plan, length, gpu);
  if (division === undefined) return undefined;
  const { group, local, lanes, lets } = division;
  const results = new Map<string, Expression>();
  const parts = new Map<string, SharedMemory>();
  const reduced = reductions.flatMap((reduction, at): Statement[] => {
    const { name, combine } = reduction;
    const scalar = scalarTypeAt(reduction.body, { results }, placed.operands);
    const type = lanes === undefined ? scalar : vectorOf(scalar);
    const part: Local = { name: `${name}_part`, type };
    const result: Local = { name, type };
    const element = elementOf(placed, division, results, reduction, joints[at]);
    const before = new Map(results);
    results.set(name, { kind: 'local', type, local: result });
    if (reduction.axes.length === 0) {
      return [{ kind: 'set', local: result, value: element(toIndex(0), lanes) }];
    }
    // The result before must have been read by all.
    const barrier: Statement[] = reduction === shared[0] ? [] : [{ kind: 'barrier' }];
    const memory = partsMemory(division, type);
    parts.set(memory.buffer.name, memory);
    const slice = reduceSlice(division, reduction, joints[at], part, element);
    return [
      ...whereNeeded(reduction, [{ bind: division.around, results: before }], placed.operands, {
        statements: slice,
        values: [{ kind: 'local', type, local: part }],
      }).statements,
      ...barrier,
      ...combineSlices(division, memory.buffer, combine, part, result),
    ];
  });
  const statements = [...lets, ...reduced, ...storeResults(placed, plan, division, results)];
  return {
    name: 'tree',
    statements: hoistInvariants(statements),
    grid: { kind: 'workgroups', group, local, shared: [...parts.values()] },
  };
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

/** What a reduction takes in at a position, or at four along `vectorAxis`. */
type Element = (position: Index, vectorAxis: Variable | undefined) => Expression;

function elementOf(
  { operands }: PlacedCompute,
  { around }: WorkgroupDivision,
  results: ReadonlyMap<string, Expression>,
  { body }: Reduction,
  joint: JointAxis,
): Element {
  const joined = substituteScalar(body, throughJoint(joint));
  const before = new Map(results);
  return (position, vectorAxis) => {
    const point: Point = {
      bind: (axis) => (axis === joint.axis ? position : around(axis)),
      results: before,
      ...(vectorAxis && { vectorAxis }),
    };
    return translate(joined, point, operands);
  };
}

/** What an invocation makes of its own elements: every `slices`-th, four at a time where it can. */
function reduceSlice(
  division: WorkgroupDivision,
  { combine, name }: Reduction,
  { axis: k }: JointAxis,
  part: Local,
  element: Element,
): Statement[] {
  const extent = k.max + 1;
  const start = (local: Local): Statement => ({
    kind: 'set',
    local,
    value: identity(combine, local.type),
  });
  const vector = (iteration: Index): Expression => element(scale(iteration, 4), k);
  if (division.lanes === undefined && extent % 4 === 0 && !gathers(vector(toIndex(0)))) {
    const wide: Local = { name: `${name}_wide`, type: vectorOf(part.type) };
    const iterations = everySlice(division, 'iteration', extent / 4, (iteration) => [
      combineInto(combine, wide, toVector(vector(iteration))),
    ]);
    const lanes: Expression = { kind: 'local', type: wide.type, local: wide };
    return [
      start(wide),
      iterations,
      { kind: 'set', local: part, value: combineLanes(combine, lanes) },
    ];
  }
  return [
    start(part),
    everySlice(division, 'iteration', extent, (iteration) => [
      combineInto(combine, part, element(iteration, division.lanes)),
    ]),
  ];
}

/** Whether a vector is put together from single elements. */
function gathers(expression: Expression): boolean {
  let found = false;
  walk(expression, (node) => {
    if (node.kind === 'lanes') found = true;
  });
  return found;
}
