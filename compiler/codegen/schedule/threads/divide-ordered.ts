import type { Buffer, Statement } from '../../../lower/loops/loop-ir.js';
import { walk } from '../../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../../lower/loops/rewrite-loops.js';
import { divide } from './divide.js';
import { independentRuns } from '../nests/independent.js';

export const BARRIER: Statement = { kind: 'barrier' };

/**
 * Divides a computation that fills `memory` again and again and reads it in between, like a panel of
 * decoded weights. All threads go through the loops around both; they divide the filling, which begins
 * when the last one has read what was there before, and the reading, which begins when all is filled.
 */
export function divideAround(
  statements: readonly Statement[],
  memory: Buffer,
  leastWork: number,
): Statement[] {
  return independentRuns(statements).flatMap((run): readonly Statement[] => {
    if (!stores(run, memory)) return divide(run, leastWork).statements;
    if (!loads(run, memory)) return [BARRIER, ...divide(run, leastWork).statements, BARRIER];
    return run.map((statement): Statement => {
      if (statement.kind !== 'for') throw new Error(`${memory.name} is filled outside of a loop`);
      return { ...statement, body: divideAround(statement.body, memory, leastWork) };
    });
  });
}

function stores(statements: readonly Statement[], { name }: Buffer): boolean {
  let found = false;
  walkStatements(statements, (statement) => {
    found ||= statement.kind === 'store' && statement.buffer.name === name;
  });
  return found;
}

function loads(statements: readonly Statement[], { name }: Buffer): boolean {
  let found = false;
  walkStatements(statements, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        found ||= node.kind === 'load' && node.buffer.name === name;
      });
    }
  });
  return found;
}
