import type { Index } from '../../lower/formulas/index-expr.js';
import { add, indexText, rangeOf } from '../../lower/formulas/index-expr.js';
import type { Access } from './accesses.js';
import { accessesAt } from './accesses.js';
import type { Report } from './finding.js';
import type { Place } from './places.js';
import { isAtLeast, isAtMost } from './prove.js';
import type { Regions } from './region.js';
import type { Scope } from './scope.js';

/**
 * Every access lies in its buffer, and what is stored is no weight. Only a vector that is loaded from the
 * arena or from weights may reach past the end of a tensor, with lanes that are never used: WebAssembly
 * has memory behind both (`SLACK_BYTES`), and WebGPU bounds what is read.
 */
export function checkBounds(places: readonly Place[], regions: Regions, report: Report): void {
  for (const place of places) {
    for (const access of accessesAt(place)) checkAccess(access, regions, report);
  }
}

function checkAccess(access: Access, regions: Regions, report: Report): void {
  const { place, scope, buffer, address, lanes, stores } = access;
  const region = regions.get(buffer.name);
  if (region === undefined) {
    report('bounds', place.statement, `${buffer.name} is no buffer of the kernel`);
    return;
  }
  if (stores && buffer.space === 'weights') {
    report('bounds', place.statement, `${buffer.name} holds weights, which nobody may store`);
  }
  const mayReachOut = !stores && buffer.space !== 'workgroup';
  const last = add(address, mayReachOut ? 0 : lanes - 1);
  if (isAtLeast(address, 0, scope) && isAtMost(last, region.length - 1, scope)) return;
  report(
    'bounds',
    place.statement,
    `${buffer.name} has ${region.length} elements, of which ${spanText(address, lanes)} may be touched${knownText(address, scope)}`,
  );
}

function spanText(address: Index, lanes: number): string {
  const { min, max } = rangeOf(address);
  return `${min} to ${max + lanes - 1}`;
}

/** Where the variables are, so that the finding can be understood by itself. */
function knownText(address: Index, { guards }: Scope): string {
  const conditions = guards.map((guard) => `${indexText(guard)} >= 0`);
  return `: at ${indexText(address)}${conditions.length > 0 ? ` where ${conditions.join(', ')}` : ''}`;
}
