import type { Buffer, Kernel, Statement } from '../../lower/loops/loop-ir.js';
import type { Access } from './accesses.js';
import { accessesAt } from './accesses.js';
import type { IsBarrier } from './places.js';
import { placesIn } from './places.js';

/** The accesses to some memory between two barriers, which may happen at the same time. */
export function phasesOf(
  kernel: Kernel,
  isMeant: (buffer: Buffer) => boolean,
  waits: IsBarrier,
): Access[][] {
  const phases: Access[][] = [];
  for (const place of placesIn(kernel, waits)) {
    const accesses = accessesAt(place).filter(({ buffer }) => isMeant(buffer));
    (phases[place.phase] ??= []).push(...accesses);
  }
  return phases.filter((accesses) => accesses.length > 0);
}

/** What is stored to the memory of a workgroup, all of its invocations see behind any barrier. */
export function isBarrier({ kind }: Statement): boolean {
  return kind === 'barrier';
}

/** What is stored to the arena, the invocations of a workgroup see behind barriers that say so. */
export function isArenaBarrier(statement: Statement): boolean {
  return statement.kind === 'barrier' && statement.arena === true;
}
