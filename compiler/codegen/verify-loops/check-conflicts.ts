import type { Index } from '../../lower/formulas/index-expr.js';
import {
  add,
  indexText,
  rangeOf,
  scale,
  subtract,
  variable,
} from '../../lower/formulas/index-expr.js';
import type { Buffer, Kernel } from '../../lower/loops/loop-ir.js';
import { statementText } from '../../lower/loops/print-loops.js';
import { isParallel } from '../../lower/loops/rewrite-loops.js';
import type { Access } from './accesses.js';
import type { Apart } from './apart.js';
import { invocationsApart, threadsApart, unitsApart } from './apart.js';
import type { Report } from './finding.js';
import { equations } from './overlap.js';
import { isArenaBarrier, isBarrier, phasesOf } from './phases.js';
import { isImpossible } from './prove.js';
import type { Regions } from './region.js';
import type { Scope } from './scope.js';
import { joined, primed, primedScope, spelledOut } from './scope.js';

/**
 * Of two accesses to one element that different threads or invocations may make at the same time,
 * neither stores; and nobody reads from the memory of a workgroup what nobody has stored.
 */
export function checkConflicts(kernel: Kernel, regions: Regions, report: Report): void {
  const { grid } = kernel;
  const isInArena = ({ space }: Buffer): boolean => space === 'arena';
  const isInWorkgroup = ({ space }: Buffer): boolean => space === 'workgroup';
  if (grid === undefined) {
    if (!isParallel(kernel.body)) return;
    const phases = phasesOf(kernel, isInArena, isBarrier);
    checkOwned(phases.flat(), report);
    const owned = phases.map((phase) =>
      phase.filter((access) => !access.stores || isOwned(access)),
    );
    checkPhases(owned, regions, threadsApart, report);
    return;
  }
  const all = phasesOf(kernel, isInArena, () => false);
  if (grid.kind === 'invocations') {
    checkPhases(all, regions, unitsApart(grid.invocation), report);
    return;
  }
  const { group, local } = grid;
  const inside = invocationsApart(group, local);
  const staged = phasesOf(kernel, isInWorkgroup, isBarrier);
  checkWritten(staged, report);
  checkPhases(staged, regions, inside, report);
  checkPhases(phasesOf(kernel, isInArena, isArenaBarrier), regions, inside, report);
  if (group.max > 0) checkPhases(all, regions, unitsApart(group), report);
}

/** Where threads divide a kernel, what stands in none of its parallel loops every one of them does. */
function checkOwned(accesses: readonly Access[], report: Report): void {
  for (const access of accesses) {
    if (!access.stores || isOwned(access)) continue;
    const { place, buffer } = access;
    report('conflict', place.statement, `every thread stores to ${buffer.name} here`);
  }
}

function isOwned({ place: { loops } }: Access): boolean {
  return loops.some(({ statement }) => statement.parallel);
}

function checkWritten(phases: readonly (readonly Access[])[], report: Report): void {
  const written = new Set<string>();
  for (const phase of phases) {
    for (const { place, buffer, stores } of phase) {
      if (stores || written.has(buffer.name)) continue;
      report(
        'not written',
        place.statement,
        `no barrier comes between ${buffer.name} and a store to it`,
      );
    }
    for (const { buffer, stores } of phase) if (stores) written.add(buffer.name);
  }
}

function checkPhases(
  phases: readonly (readonly Access[])[],
  regions: Regions,
  apart: (a: Access, b: Access) => Apart,
  report: Report,
): void {
  const otherScope = scopesOfOthers();
  for (const phase of phases) {
    const accesses = distinct(phase);
    for (const [number, a] of accesses.entries()) {
      for (const b of accesses.slice(number)) {
        if (!a.stores && !b.stores) continue;
        const distance = distanceOf(a, b, regions);
        if (distance === undefined || areFar(a, b, distance)) continue;
        const { shared, cases } = apart(a, b);
        const scope = joined(a.scope, otherScope(b.scope, shared));
        const same = sameElement(a, b, { distance, shared, scope, regions });
        const isNever = (facts: readonly Index[]): boolean =>
          same.some((equal) => isImpossible([...facts, ...equal], scope));
        if (cases.every(isNever)) continue;
        report('conflict', a.place.statement, conflictText(a, b));
      }
    }
  }
}

/** Each access once, however often it is made at a place. */
function distinct(accesses: readonly Access[]): Access[] {
  const known = new Map<Scope, Set<string>>();
  return accesses.filter(({ scope, buffer, address, lanes, stores }) => {
    const key = [buffer.name, indexText(address), lanes, stores].join(' ');
    const here = known.get(scope) ?? new Set();
    known.set(scope, here);
    return here.size < here.add(key).size;
  });
}

/**
 * From where the first one's buffer begins to where the second one's does; undefined where they share
 * nothing.
 */
function distanceOf(a: Access, b: Access, regions: Regions): number | undefined {
  if (a.buffer.name === b.buffer.name) return 0;
  const [mine, other] = [a, b].map(({ buffer }) => regions.get(buffer.name));
  if (mine?.start === undefined || other?.start === undefined) return undefined;
  const distance = other.start - mine.start;
  return distance < mine.length && -distance < other.length ? distance : undefined;
}

function areFar(a: Access, b: Access, distance: number): boolean {
  const [mine, other] = [rangeOf(a.address), rangeOf(b.address)];
  return mine.max + a.lanes <= other.min + distance || other.max + b.lanes + distance <= mine.min;
}

interface Overlap {
  readonly distance: number;
  readonly shared: ReadonlySet<string>;
  readonly scope: Scope;
  readonly regions: Regions;
}

/**
 * What is ≥ 0 where both touch the same element, in terms of names and of what these stand for: a name
 * may be known to be in a shorter range, and what it stands for may have more strides. What a vector reads
 * behind the end of a tensor is not used.
 */
function sameElement(
  a: Access,
  b: Access,
  { distance, shared, scope, regions }: Overlap,
): Index[][] {
  const touched = add(a.address, variable('lane', a.lanes));
  const other = add(primed(b.address, shared), variable("lane'", b.lanes));
  const difference = subtract(touched, add(other, distance));
  const inside = [
    { at: touched, ...a },
    { at: other, ...b },
  ].flatMap(({ at, buffer, stores, lanes }) => {
    const length = regions.get(buffer.name)?.length;
    return stores || lanes === 1 || length === undefined ? [] : [subtract(length - 1, at)];
  });
  return [difference, spelledOut(difference, scope)].map((each) => [
    ...equations(each, scope).flatMap((equal) => [equal, scale(equal, -1)]),
    ...inside,
  ]);
}

/** The second one's scope, of which nothing but `shared` is the same as for the first. */
function scopesOfOthers(): (scope: Scope, shared: ReadonlySet<string>) => Scope {
  const known = new Map<Scope, Map<string, Scope>>();
  return (scope, shared) => {
    const key = [...shared].join();
    const here = known.get(scope) ?? new Map<string, Scope>();
    known.set(scope, here);
    const other = here.get(key) ?? primedScope(scope, shared);
    here.set(key, other);
    return other;
  };
}

function conflictText(a: Access, b: Access): string {
  const [first, second] = [a, b].map(
    ({ buffer, address, stores }) =>
      `${stores ? 'stores to' : 'reads from'} ${buffer.name}[${indexText(address)}]`,
  );
  const where =
    a.place.statement === b.place.statement ? '' : `: ${statementText(b.place.statement)}`;
  return `one ${first} while another may touch the same with what ${second}${where}`;
}
