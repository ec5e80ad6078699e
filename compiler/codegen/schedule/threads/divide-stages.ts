import { elementCount } from '../../../ir/types.js';
import { substitute, subtract, toIndex } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { CoreMachine } from '../../../target/machine.js';
import type { Argument, PlacedNode, TiledCompute, PlacedStage } from '../placement/placed-node.js';
import { computesIn } from '../placement/placed-node.js';
import { mapIndices } from '../../../lower/loops/rewrite-loops.js';
import { scheduleCpu } from '../one-core/cpu.js';
import { scheduleStage } from '../one-core/cpu-stages.js';
import { claimed, divide } from './divide.js';
import { BARRIER, divideAround } from './divide-ordered.js';
import { inFirstSlot } from '../nests/first-slot.js';
import { fixedBlocks } from './fixed-blocks.js';
import { hasIndependentIterations } from './independent-iterations.js';
import { loop, repeat } from '../../../lower/loops/build-loops.js';
import type { ValueSite } from '../placement/site.js';
import { readsOf } from '../placement/site.js';
import { repeatIterations } from '../one-core/there-and-back.js';

/**
 * The stages of a node, each divided among threads, with a barrier before a stage that touches what others
 * since the last barrier have stored, or stores what they touch. What fills several stretches of a tensor,
 * like a feature map and the zeros around it, needs no order.
 */
export function divideStages(
  placed: PlacedNode,
  core: CoreMachine,
  leastWork: number,
): readonly Statement[] {
  const workspace = placed.arguments.filter(isInWorkspace);
  return divideInOrder(placed.stages, workspace, { core, leastWork });
}

interface Dividing {
  readonly core: CoreMachine;
  readonly leastWork: number;
}

function divideInOrder(
  stages: readonly PlacedStage[],
  workspace: readonly WorkspaceArgument[],
  dividing: Dividing,
): readonly Statement[] {
  const statements: Statement[] = [];
  let sinceBarrier: TiledCompute[] = [];
  for (const stage of stages) {
    const computes = computesIn(stage);
    const mustWait = computes.some((each) =>
      sinceBarrier.some((earlier) => isOrdered(earlier, each, workspace)),
    );
    if (mustWait) {
      statements.push(BARRIER);
      sinceBarrier = [];
    }
    if ('plan' in stage) {
      statements.push(...divideStage(stage, dividing));
      sinceBarrier.push(stage);
    } else if (hasIndependentIterations(stage, (a, b) => overlap(a, b, workspace))) {
      statements.push(inSlots(stage, dividing.core));
      sinceBarrier.push(...computes);
    } else {
      statements.push(...inFirstSlot(stage.slot, divideTurns(stage, workspace, dividing)));
      sinceBarrier = [];
    }
  }
  return statements;
}

/** A loop of which each iteration is for one thread, in the slot of that thread. */
function inSlots(
  { variable: iteration, slot, stages }: RepeatedStage,
  core: CoreMachine,
): Statement {
  const body = stages.flatMap((stage) => scheduleStage(stage, core, 'forwards'));
  const iterations = claimed(loop(iteration, toIndex(0), toIndex(iteration.max + 1), body));
  if (slot === undefined) return iterations;
  const slots = loop(slot, toIndex(0), toIndex(slot.max + 1), [iterations]);
  return { ...slots, parallel: { kind: 'slots' } };
}

/** A loop of stages: in blocks that stay with a thread, or else each stage by itself. */
function divideTurns(
  { variable: iteration, stages }: RepeatedStage,
  workspace: readonly WorkspaceArgument[],
  dividing: Dividing,
): readonly Statement[] {
  const { core } = dividing;
  const blocks = fixedBlocks(stages, iteration, (a, b) => shareWorkspace(a, b, workspace));
  if (blocks === undefined) {
    const body = [...divideInOrder(stages, workspace, dividing), BARRIER];
    return repeat(iteration, () => body);
  }
  const { block, computes } = blocks;
  const done = computes.flatMap(({ placed, plan }) => scheduleCpu(placed, plan, core));
  return repeatIterations(iteration, stages, core, (direction) => {
    const mirrored = direction === 'backwards';
    const body = mapIndices(done, (index) =>
      substitute(index, (v) => (mirrored && v === block ? subtract(block.max, v) : v)),
    );
    const all = loop(block, toIndex(0), toIndex(block.max + 1), body);
    return [{ ...all, parallel: { kind: 'fixed', mirrored } }, BARRIER];
  });
}

function divideStage(
  { placed, plan }: TiledCompute,
  { core, leastWork }: Dividing,
): readonly Statement[] {
  const whole = scheduleCpu(placed, plan, core);
  const { panel } = placed;
  return panel ? divideAround(whole, panel.buffer, leastWork) : divide(whole, leastWork).statements;
}

type RepeatedStage = Exclude<PlacedStage, TiledCompute>;
type WorkspaceArgument = Extract<Argument, { kind: 'value' }> & { readonly elements: number };

function isInWorkspace(argument: Argument): argument is WorkspaceArgument {
  return argument.kind === 'value' && argument.elements !== undefined;
}

/** Whether `later` may not begin before all of `earlier` is done. */
function isOrdered(
  earlier: TiledCompute,
  later: TiledCompute,
  workspace: readonly WorkspaceArgument[],
): boolean {
  const overlaps = (stored: ValueSite, other: ValueSite): boolean =>
    overlap(stored, other, workspace);
  const [before, after] = [earlier.placed.output, later.placed.output];
  return (
    valuesRead(later).some((site) => overlaps(before, site)) ||
    valuesRead(earlier).some((site) => overlaps(after, site)) ||
    (before.buffer.name !== after.buffer.name && overlaps(before, after))
  );
}

function valuesRead({ placed: { compute, operands } }: TiledCompute): ValueSite[] {
  return readsOf(compute).flatMap(({ operand }) => {
    const site = operands[operand];
    return site.kind === 'value' ? [site] : [];
  });
}

/** The tensors of a workspace may take each other's place, and the output that of an input. */
function overlap(a: ValueSite, b: ValueSite, workspace: readonly WorkspaceArgument[]): boolean {
  const isOutside = (site: ValueSite): boolean => offsetOf(site, workspace) === undefined;
  return (isOutside(a) && isOutside(b)) || shareWorkspace(a, b, workspace);
}

function shareWorkspace(
  a: ValueSite,
  b: ValueSite,
  workspace: readonly WorkspaceArgument[],
): boolean {
  const [start, other] = [a, b].map((site) => offsetOf(site, workspace));
  if (start === undefined || other === undefined) return false;
  return start < other + elementCount(b.shape) && other < start + elementCount(a.shape);
}

function offsetOf(
  { buffer }: ValueSite,
  workspace: readonly WorkspaceArgument[],
): number | undefined {
  return workspace.find((argument) => argument.buffer.name === buffer.name)?.elements;
}
