import type { Expression, Local, Statement } from '../loop-ir.js';
import { bodyOf, expressionsOf, walkExpression, walkStatements } from '../rewrite-loops.js';

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
  for (const [key, local] of localsIn(block)) {
    if (visible.has(key) || !belongsTo(block, key)) continue;
    keys.add(key);
    const start = block.find((statement) => occurrences(statement, key).length > 0);
    if (start?.kind === 'set' && !uses(start.value, key)) {
      const sets = occurrences(block, key).filter((occurrence) => occurrence === 'set').length;
      atSet.set(start, sets === 1 ? 'let' : 'var');
    } else {
      first.push(local);
    }
  }
  return { first, atSet, keys };
}

/** Whether the block uses the register itself, or carries its value between nested blocks. */
function belongsTo(block: readonly Statement[], key: string): boolean {
  return block.some((statement) =>
    statement.kind === 'for' || statement.kind === 'if'
      ? occurrences(statement, key)[0] === 'use'
      : occurrences(statement, key).length > 0,
  );
}

function localsIn(block: readonly Statement[]): Map<string, Local> {
  const found = new Map<string, Local>();
  const note = (local: Local): void => void found.set(localKey(local), local);
  walkStatements(block, (statement) => {
    if (statement.kind === 'set') note(statement.local);
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'local') note(node.local);
      });
    }
  });
  return found;
}

/** Sets and uses of a register in the order in which they run. */
function occurrences(within: Statement | readonly Statement[], key: string): ('set' | 'use')[] {
  if ('kind' in within) {
    const uses_ = expressionsOf(within).some((value) => uses(value, key)) ? (['use'] as const) : [];
    const sets = within.kind === 'set' && localKey(within.local) === key ? (['set'] as const) : [];
    return [...uses_, ...sets, ...occurrences(bodyOf(within), key)];
  }
  return within.flatMap((statement) => occurrences(statement, key));
}

function uses(expression: Expression, key: string): boolean {
  let found = false;
  walkExpression(expression, (node) => {
    if (node.kind === 'local' && localKey(node.local) === key) found = true;
  });
  return found;
}
