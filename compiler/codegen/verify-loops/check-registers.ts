import type { Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';
import { subtract } from '../../lower/formulas/index-expr.js';
import type { Report } from './finding.js';
import { gridScope } from './places.js';
import { isAtLeast } from './prove.js';
import type { Scope } from './scope.js';
import { anyOf, iterationOf, nameFor, withBinding, withGuards } from './scope.js';

type Registers = ReadonlySet<string>;

/**
 * Every register is set before it is used, on every path. A iteration of a parallel loop may run before or
 * behind any other, or on another thread, and a part is a function of its own: what they set, nothing
 * else finds set; a part finds nothing set, and an iteration nothing that iterations set.
 */
export function checkRegisters(kernel: Kernel, report: Report): void {
  checkBlock(kernel.body, new Set(), gridScope(kernel), report);
}

/** Returns what is set behind the statements. */
function checkBlock(
  statements: readonly Statement[],
  before: Registers,
  outside: Scope,
  report: Report,
): Registers {
  let known = before;
  let scope = outside;
  for (const statement of statements) {
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind !== 'local' || known.has(node.local.name)) return;
        report('register', statement, `${node.local.name} may be used before it is set`);
      });
    }
    switch (statement.kind) {
      case 'set':
        known = new Set([...known, statement.local.name]);
        break;
      case 'let':
        scope = withBinding(scope, nameFor(statement.variable, statement.value));
        break;
      case 'lookup':
        scope = withBinding(scope, anyOf(statement.variable));
        break;
      case 'for': {
        const { variable, from, to, body, parallel } = statement;
        const inside = withBinding(scope, iterationOf(variable, from, to));
        if (parallel !== undefined) {
          const shared = without(known, body);
          checkBlock(body, shared, inside, report);
          known = shared;
          break;
        }
        const after = checkBlock(body, known, inside, report);
        if (isAtLeast(subtract(to, from), 1, scope)) known = after;
        break;
      }
      case 'outlined':
        checkBlock(statement.body, new Set(), scope, report);
        known = without(known, statement.body);
        break;
      case 'if':
        checkBlock(statement.body, known, withGuards(scope, statement.conditions), report);
        break;
      case 'if-any':
        checkBlock(statement.body, known, scope, report);
        break;
      case 'while': {
        const inside = withBinding(scope, anyOf(statement.variable));
        checkBlock(statement.body, known, inside, report);
        break;
      }
      case 'store':
      case 'touch':
      case 'barrier':
        break;
    }
  }
  return known;
}

/** Those that statements don't set. */
function without(known: Registers, statements: readonly Statement[]): Registers {
  const left = new Set(known);
  walkStatements(statements, (statement) => {
    if (statement.kind === 'set') left.delete(statement.local.name);
  });
  return left;
}
