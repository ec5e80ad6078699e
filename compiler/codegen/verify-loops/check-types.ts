import type { ScalarType, UnaryOp } from '../../lower/formulas/expression.js';
import type { Expression, Statement, Test } from '../../lower/loops/loop-ir.js';
import { isVector, loadedType, scalarOf, vectorOf, walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf } from '../../lower/loops/rewrite-loops.js';
import type { Report } from './finding.js';
import type { Place } from './places.js';

/**
 * A register is set to values of its type and read as that, an index is an i32, what is stored or loaded has
 * the type of the buffer, and operands have the types that each operation needs: nothing is converted by
 * itself.
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
      if (scalarOf(value.type) !== held) {
        wrong(`${buffer.name} holds ${held}, and a value that is ${value.type} is stored`);
      }
      const most = isVector(value.type) ? LANES : 1;
      if (statement.lanes < 1 || statement.lanes > most) {
        wrong(`${statement.lanes} lanes are stored of a value that is ${value.type}`);
      }
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

/** Of a vector. */
const LANES = 4;

function checkExpression(node: Expression, wrong: Wrong): void {
  const { type } = node;
  const areOfType = (...parts: readonly Expression[]): boolean =>
    parts.every((part) => part.type === type);
  const typesOf = (parts: readonly Expression[]): string =>
    parts.map((part) => part.type).join(', ');
  switch (node.kind) {
    case 'number':
      return;
    case 'local':
      if (node.local.type !== type) {
        wrong(`${node.local.name} is ${node.local.type}, and read as ${type}`);
      }
      return;
    case 'load': {
      const held = loadedType(node.buffer);
      if (scalarOf(type) !== held)
        wrong(`${node.buffer.name} holds ${held}, and is read as ${type}`);
      return;
    }
    case 'integer':
      if (isVector(type)) wrong(`an integer expression is one number, and said to be ${type}`);
      return;
    case 'unary': {
      const [from, to] = unaryTypes(node.op);
      const isOne = isVector(type) === isVector(node.x.type);
      if (isOne && scalarOf(node.x.type) === from && scalarOf(type) === to) return;
      wrong(`${node.op} of ${node.x.type} is said to be ${type}`);
      return;
    }
    case 'binary':
      if (!areOfType(node.a, node.b)) {
        wrong(`${node.op} of ${node.a.type} and ${node.b.type} is said to be ${type}`);
      } else if (node.op === 'and' && scalarOf(type) !== 'i32') {
        wrong(`${type} has no bits for \`and\``);
      }
      return;
    case 'select':
      checkTest(node, wrong);
      if (isVector(node.a.type) !== isVector(type)) {
        wrong(`a test of ${node.a.type} chooses what is ${type}`);
      }
      if (areOfType(node.then, node.otherwise)) return;
      wrong(`a choice of ${node.then.type} and ${node.otherwise.type} is said to be ${type}`);
      return;
    case 'when':
      if (areOfType(node.then, node.otherwise)) return;
      wrong(`a choice of ${node.then.type} and ${node.otherwise.type} is said to be ${type}`);
      return;
    case 'pick':
      if (!areOfType(...node.from)) wrong(`one of ${typesOf(node.from)} is said to be ${type}`);
      return;
    case 'splat':
      if (!isVector(node.x.type) && vectorOf(node.x.type) === type) return;
      wrong(`${node.x.type} in every lane is said to be ${type}`);
      return;
    case 'lanes': {
      const isWhole = node.lanes.length === LANES;
      if (isWhole && node.lanes.every((lane) => lane.type === scalarOf(type))) return;
      wrong(`lanes of ${typesOf(node.lanes)} are said to be ${type}`);
      return;
    }
    case 'extract': {
      const isThere = node.lane >= 0 && node.lane < LANES;
      if (isThere && isVector(node.x.type) && scalarOf(node.x.type) === type) return;
      wrong(`lane ${node.lane} of ${node.x.type} is said to be ${type}`);
      return;
    }
    case 'shuffle': {
      const areThere = node.lanes.every((lane) => lane >= 0 && lane < 2 * LANES);
      if (areThere && node.lanes.length === LANES && areOfType(node.a, node.b)) return;
      wrong(`lanes ${node.lanes.join()} of ${typesOf([node.a, node.b])} are said to be ${type}`);
      return;
    }
    case 'products':
      if (areOfType(node.sum, node.x, ...node.rows) && node.rows.length === LANES) return;
      wrong(
        `products of ${typesOf([node.x, ...node.rows])} and ${node.sum.type} are said to be ${type}`,
      );
  }
}

/** What an operation takes and gives, whatever number of lanes: an i32 has no instruction but conversion. */
function unaryTypes(op: UnaryOp): readonly [ScalarType, ScalarType] {
  if (op === 'to-f32') return ['i32', 'f32'];
  return op === 'to-i32' ? ['f32', 'i32'] : ['f32', 'f32'];
}
