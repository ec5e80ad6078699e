import type { Local, Statement } from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';

/** A register of the loop IR is known by its name and type. */
export function localKey({ name, type }: Local): string {
  return `${name} ${type}`;
}

/** Where the registers of a block that are not visible outside of it are declared. */
export interface Declarations {
  /** At the start of the block. */
  readonly first: readonly Local[];
  /** By the `set` statement that gives them their first value; 'let' when it is their only one. */
  readonly atSet: ReadonlyMap<Statement, 'let' | 'var'>;
  /** Everything declared in this block. */
  readonly keys: ReadonlySet<string>;
}

/**
 * The loop IR does not declare its registers; WGSL does, in blocks. A register belongs to the
 * innermost block that sees all of its values: one that each nested block sets before using it is
 * left to those blocks.
 */
export function declarationsIn(
  block: readonly Statement[],
  visible: ReadonlySet<string>,
): Declarations {
  const first: Local[] = [];
  const atSet = new Map<Statement, 'let' | 'var'>();
  const keys = new Set<string>();
  for (const [key, { local, start, opening, sets, isOwn }] of registersOf(block)) {
    if (visible.has(key) || !isOwn) continue;
    keys.add(key);
    if (start.kind === 'set' && opening === 'set') atSet.set(start, sets === 1 ? 'let' : 'var');
    else first.push(local);
  }
  return { first, atSet, keys };
}

/** A register as a block sees it. */
interface Register {
  readonly local: Local;
  /** The first statement of the block that it occurs in, and what happens to it there first. */
  readonly start: Statement;
  readonly opening: Occurrence;
  /** How many statements set it, nested ones included. */
  readonly sets: number;
  /** Whether the block uses it itself, or carries its value between nested blocks. */
  readonly isOwn: boolean;
}

type Occurrence = 'set' | 'use';

function registersOf(block: readonly Statement[]): Map<string, Register> {
  const found = new Map<string, Register>();
  for (const statement of block) {
    const isNested = 'body' in statement;
    for (const [key, { local, opening, sets }] of occurrencesIn(statement)) {
      const known = found.get(key);
      found.set(key, {
        local,
        start: known?.start ?? statement,
        opening: known?.opening ?? opening,
        sets: (known?.sets ?? 0) + sets,
        isOwn: known?.isOwn === true || !isNested || opening === 'use',
      });
    }
  }
  return found;
}

interface Occurrences {
  readonly local: Local;
  /** What happens to it first. */
  opening: Occurrence;
  sets: number;
}

/** What a statement does to registers, in the order in which it runs. */
function occurrencesIn(statement: Statement): Map<string, Occurrences> {
  const found = new Map<string, Occurrences>();
  const note = (local: Local, opening: Occurrence): Occurrences => {
    const key = localKey(local);
    const known = found.get(key) ?? { local, opening, sets: 0 };
    found.set(key, known);
    return known;
  };
  walkStatements([statement], (each) => {
    // A statement's own register is declared before those that its value uses.
    const result = each.kind === 'set' ? note(each.local, 'set') : undefined;
    const isFirst = result?.sets === 0;
    if (result !== undefined) result.sets++;
    for (const expression of expressionsOf(each)) {
      walk(expression, (node) => {
        if (node.kind !== 'local') return;
        const used = note(node.local, 'use');
        if (used === result && isFirst) used.opening = 'use';
      });
    }
  });
  return found;
}
