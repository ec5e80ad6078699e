import type { Expression, Statement, Test } from '../../lower/loops/loop-ir.js';
import { loadedType, scalarOf, walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf } from '../../lower/loops/rewrite-loops.js';
import type { Report } from './finding.js';
import type { Place } from './places.js';

/**
 * A register is set to values of its type, an index is an i32, what is stored has the type of the buffer,
 * and operands have the type that arithmetic and comparisons need: nothing is converted by itself.
 */
export function checkTypes(places: readonly Place[], report: Report): void {
  for (const { statement } of places) {
    const wrong = (message: string): void => {
      report('type', statement, message);
    };
    checkStatement(statement, wrong);
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        checkExpression(node, wrong);
      });
    }
  }
}

type Wrong = (message: string) => void;

function checkStatement(statement: Statement, wrong: Wrong): void {
  switch (statement.kind) {
    case 'set': {
      const { local, value } = statement;
      if (local.type === value.type) return;
      wrong(`${local.name} is ${local.type}, and set to a value that is ${value.type}`);
      return;
    }
    case 'lookup':
      if (statement.value.type !== 'i32') wrong(`an index is i32, not ${statement.value.type}`);
      return;
    case 'store': {
      const { buffer, value } = statement;
      const held = loadedType(buffer);
      if (scalarOf(value.type) === held) return;
      wrong(`${buffer.name} holds ${held}, and a value that is ${value.type} is stored`);
      return;
    }
    case 'if-any':
      for (const test of statement.any) checkTest(test, wrong);
      return;
    case 'while':
      checkTest(statement.test, wrong);
      return;
    case 'for':
    case 'if':
    case 'outlined':
    case 'let':
    case 'touch':
    case 'barrier':
      return;
  }
}

function checkTest({ a, b }: Test, wrong: Wrong): void {
  if (a.type !== b.type) wrong(`${a.type} is compared with ${b.type}`);
}

function checkExpression(node: Expression, wrong: Wrong): void {
  if (node.kind === 'binary' && (node.a.type !== node.type || node.b.type !== node.type)) {
    wrong(`${node.op} of ${node.a.type} and ${node.b.type} is said to be ${node.type}`);
  }
  if (node.kind === 'select') {
    checkTest(node, wrong);
    const { type, then, otherwise } = node;
    if (then.type === type && otherwise.type === type) return;
    wrong(`a choice of ${then.type} and ${otherwise.type} is said to be ${type}`);
  }
}
