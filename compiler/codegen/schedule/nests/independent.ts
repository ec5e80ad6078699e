import { once } from '../../../lower/formulas/expression.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { walk } from '../../../lower/loops/loop-ir.js';
import { expressionsOf } from '../../../lower/loops/rewrite-loops.js';

/**
 * Cuts the statements of one computation into the shortest runs of which none needs a register that
 * another has set. Its elements don't depend on each other through memory, so the runs may be done
 * in any order, or by different threads.
 */
export function independentRuns(
  statements: readonly Statement[],
  needs = registerNeeds(),
): Statement[][] {
  const runs: Statement[][] = [];
  const needed = new Set<string>();
  let end = statements.length;
  for (let index = end - 1; index >= 0; index--) {
    addNeeded(statements[index], needed, needs);
    if (needed.size > 0) continue;
    runs.unshift(statements.slice(index, end));
    end = index;
  }
  return runs;
}

/** The registers that statements read before they set them. */
export function registersNeeded(statements: readonly Statement[]): ReadonlySet<string> {
  return registerNeeds()(statements);
}

type RegisterNeeds = (statements: readonly Statement[]) => ReadonlySet<string>;

/** The same, for who asks of statements and then of what is inside them: each is looked at once. */
export function registerNeeds(): RegisterNeeds {
  return once<readonly Statement[], ReadonlySet<string>>((statements, inside) => {
    const needed = new Set<string>();
    for (const statement of statements.toReversed()) addNeeded(statement, needed, inside);
    return needed;
  });
}

/** Makes what is needed behind a statement what is needed before it. */
function addNeeded(statement: Statement, needed: Set<string>, needs: RegisterNeeds): void {
  switch (statement.kind) {
    case 'set':
      needed.delete(statement.local.name);
      break;
    case 'for':
    case 'if':
    case 'if-any':
    case 'while':
    case 'outlined':
      // It may not run at all, so whatever it sets is still needed before it.
      for (const name of needs(statement.body)) needed.add(name);
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
}
