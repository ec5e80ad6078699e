import type { Index, Lookup, Variable } from '../formulas/index-expr.js';
import {
  indexText,
  lookupsIn,
  ofAtom,
  replaceLookups,
  variable,
  variablesOf,
} from '../formulas/index-expr.js';
import type { Buffer, Kernel, Load, LookupStatement, Statement } from './loop-ir.js';
import { loadedType } from './loop-ir.js';
import { bodyOf, mapIndices, walkStatements } from './rewrite-loops.js';

/**
 * Gives every lookup in an integer expression a statement of its own, in front of the outermost loop that
 * changes nothing about it: the row of a table is found once, and then read as vectors. Each address that
 * is looked up is inside of its tensor, so it doesn't matter if the loop or the branch is never taken.
 */
export function nameLookups(kernel: Kernel): Kernel {
  // Most kernels read no integers, and then there is nothing to look through.
  if (!kernel.buffers.some((buffer) => loadedType(buffer) === 'i32')) return kernel;
  return { ...kernel, body: new Naming(kernel).block(kernel.body, new Map()) };
}

/** Variables by the texts of the lookups that they stand for, in which those inside have names already. */
type Names = ReadonlyMap<string, Variable>;

class Naming {
  private readonly buffers: ReadonlyMap<string, Buffer>;
  private readonly taken = new Map<string, number>();

  constructor({ buffers }: Kernel) {
    this.buffers = new Map(buffers.map((buffer) => [buffer.name, buffer]));
  }

  block(statements: readonly Statement[], around: Names): Statement[] {
    const known = new Map(around);
    return statements.flatMap((statement): Statement[] => {
      const named: LookupStatement[] = [];
      const inside = variablesBoundIn(statement);
      const stored = buffersStoredIn(statement);
      const isFixed = (lookup: Lookup): boolean =>
        !stored.has(String(lookup.tensor)) &&
        [...variablesOf(ofAtom(lookup))].every((v) => !inside.has(v));
      for (const found of lookupsOf(statement)) {
        const lookup = { ...found, index: found.index.map((index) => withNames(index, known)) };
        if (known.has(textOf(lookup)) || !isFixed(lookup)) continue;
        const each = this.named(lookup);
        known.set(textOf(lookup), each.variable);
        named.push(each);
      }
      const [replaced] = mapIndices([statement], (index) => withNames(index, known));
      if (!('body' in replaced)) return [...named, replaced];
      return [...named, { ...replaced, body: this.block(replaced.body, known) }];
    });
  }

  private named({ tensor, index: [address], extent }: Lookup): LookupStatement {
    const buffer = this.buffers.get(String(tensor));
    if (buffer === undefined) throw new Error(`the kernel lists no buffer ${tensor}`);
    const ordinal = (this.taken.get(buffer.name) ?? 0) + 1;
    this.taken.set(buffer.name, ordinal);
    const name = ordinal === 1 ? `${buffer.name}_entry` : `${buffer.name}_entry${ordinal}`;
    const value: Load = { kind: 'load', type: 'i32', buffer, address };
    return { kind: 'lookup', variable: variable(name, extent), value };
  }
}

function withNames(index: Index, names: Names): Index {
  return replaceLookups(index, (lookup) => names.get(textOf(lookup)) ?? lookup);
}

function textOf(lookup: Lookup): string {
  return indexText(ofAtom(lookup));
}

/** Each behind those in its own index. */
function lookupsOf(statement: Statement): Lookup[] {
  const found: Lookup[] = [];
  mapIndices([statement], (index) => {
    found.push(...lookupsIn(index));
    return index;
  });
  return found;
}

function variablesBoundIn(statement: Statement): ReadonlySet<Variable> {
  const bound = new Set<Variable>();
  const visit = (each: Statement): void => {
    if ('variable' in each) bound.add(each.variable);
    bodyOf(each).forEach(visit);
  };
  visit(statement);
  return bound;
}

function buffersStoredIn(statement: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  if (bodyOf(statement).length === 0) return names;
  walkStatements([statement], (each) => {
    if (each.kind === 'store') names.add(each.buffer.name);
  });
  return names;
}
