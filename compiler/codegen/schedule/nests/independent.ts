import type { Statement } from '../../loop-ir.js';
import { walk } from '../../loop-ir.js';
import { expressionsOf } from '../../rewrite-loops.js';

/**
 * Cuts the statements of one computation into the shortest runs of which none needs a register that
 * another has set. Its elements don't depend on each other through memory, so the runs may be done
 * in any order, or by different threads.
 */
export function independentRuns(statements: readonly Statement[]): Statement[][] {
  const runs: Statement[][] = [];
  let needed: ReadonlySet<string> = new Set();
  let end = statements.length;
  for (let index = end - 1; index >= 0; index--) {
    needed = neededBefore(statements[index], needed);
    if (needed.size > 0) continue;
    runs.unshift(statements.slice(index, end));
    end = index;
  }
  return runs;
}

/** The registers that statements read before they set them. */
export function registersNeeded(statements: readonly Statement[]): ReadonlySet<string> {
  return statements.reduceRight<ReadonlySet<string>>(
    (after, statement) => neededBefore(statement, after),
    new Set(),
  );
}

/** What is needed before a statement when `after` is needed behind it. */
function neededBefore(statement: Statement, after: ReadonlySet<string>): ReadonlySet<string> {
  const needed = new Set(after);
  switch (statement.kind) {
    case 'set':
      needed.delete(statement.local.name);
      break;
    case 'for':
    case 'if':
    case 'if-positive':
    case 'part':
      // It may not run at all, so whatever it sets is still needed before it.
      for (const name of registersNeeded(statement.body)) needed.add(name);
      break;
    case 'let':
    case 'lookup':
      throw new Error('integers are given names after loops have been divided among threads');
    case 'store':
    case 'touch':
    case 'barrier':
      break;
  }
  for (const expression of expressionsOf(statement)) {
    walk(expression, (node) => {
      if (node.kind === 'local') needed.add(node.local.name);
    });
  }
  return needed;
}
