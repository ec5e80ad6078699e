import { indexText } from './index-expr.js';
import type { Condition, Expression, Kernel, Statement } from './loop-ir.js';

/** A kernel of the loop IR as readable text; addresses count f32 elements from a buffer's base. */
export function printKernel({ name, buffers, grid, body }: Kernel): string {
  const parameters = buffers.map((buffer) => `${buffer.name}: ${buffer.space}`).join(', ');
  const per =
    grid === undefined
      ? ''
      : ` per ${grid.invocation.name} in 0..${grid.invocation.max + 1} by ${grid.workgroupSize}`;
  return `kernel ${name}(${parameters})${per} {\n${block(body, 1)}}\n`;
}

function block(statements: readonly Statement[], depth: number): string {
  return statements.map((statement) => print(statement, depth)).join('');
}

function print(statement: Statement, depth: number): string {
  const indent = '  '.repeat(depth);
  switch (statement.kind) {
    case 'for': {
      const { variable, from, to, step, body } = statement;
      const by = step === 1 ? '' : ` by ${step}`;
      const range = `${indexText(from)}..${indexText(to)}${by}`;
      return `${indent}for ${variable.name} in ${range} {\n${block(body, depth + 1)}${indent}}\n`;
    }
    case 'if':
      return (
        `${indent}if ${conditionsText(statement.conditions)} {\n` +
        `${block(statement.body, depth + 1)}${indent}}\n`
      );
    case 'let':
      return `${indent}let ${statement.variable.name} = ${indexText(statement.value)}\n`;
    case 'set':
      return `${indent}${statement.local.name} = ${expressionText(statement.value)}\n`;
    case 'store': {
      const { buffer, address, value, lanes } = statement;
      return `${indent}${place(buffer.name, indexText(address), lanes)} = ${expressionText(value)}\n`;
    }
    case 'comment':
      return `${indent}# ${statement.text}\n`;
  }
}

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return `${expression.value}`;
    case 'local':
      return expression.local.name;
    case 'load': {
      const lanes = expression.type === 'f32x4' ? 4 : 1;
      return place(expression.buffer.name, indexText(expression.address), lanes);
    }
    case 'splat':
      return `splat(${expressionText(expression.x)})`;
    case 'lanes':
      return `lanes(${expression.lanes.map(expressionText).join(', ')})`;
    case 'extract':
      return `${expressionText(expression.x)}.${expression.lane}`;
    case 'integer':
      return `f32(${indexText(expression.value)})`;
    case 'unary':
      return `${expression.op}(${expressionText(expression.x)})`;
    case 'binary':
      return binaryText(expression);
    case 'where-positive': {
      const { x, then, otherwise } = expression;
      return `(${expressionText(x)} > 0 ? ${expressionText(then)} : ${expressionText(otherwise)})`;
    }
    case 'when': {
      const { conditions, then, otherwise } = expression;
      return `(${conditionsText(conditions)} ? ${expressionText(then)} : ${expressionText(otherwise)})`;
    }
  }
}

const SIGNS: Partial<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/' };

function binaryText({ op, a, b }: Extract<Expression, { kind: 'binary' }>): string {
  const sign = SIGNS[op];
  const [left, right] = [expressionText(a), expressionText(b)];
  return sign === undefined ? `${op}(${left}, ${right})` : `(${left} ${sign} ${right})`;
}

function conditionsText(conditions: readonly Condition[]): string {
  return conditions
    .map(({ index, extent }) => `0 <= ${indexText(index)} < ${extent}`)
    .join(' and ');
}

/** `input[12*row + 4 ..4]` for four elements, `input[12*row]` for one. */
function place(buffer: string, address: string, lanes: number): string {
  return `${buffer}[${address}${lanes === 1 ? '' : ` ..${lanes}`}]`;
}
