import type { OpDefinition, Surface } from '../../ir/op.js';
import type { OpName } from '../../ir/ops/index.js';
import { OPS, opDefinition } from '../../ir/ops/index.js';

/** An op as the language sees it. */
export interface SurfaceEntry {
  readonly name: string;
  readonly op: OpName;
  readonly definition: OpDefinition;
  readonly surface: Surface;
}

/** All ops that can be written, by their name in the language. */
export const SURFACES: ReadonlyMap<string, SurfaceEntry> = new Map(
  (Object.keys(OPS) as OpName[]).flatMap((op): [string, SurfaceEntry][] => {
    const definition = opDefinition(op);
    const { surface } = definition;
    if (surface === undefined) return [];
    return [[surface.name, { name: surface.name, op, definition, surface }]];
  }),
);
