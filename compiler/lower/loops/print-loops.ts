import { shortestDecimal } from '../formulas/decimal.js';
import { COMPARISON_SIGNS } from '../formulas/expression.js';
import type { Index } from '../formulas/index-expr.js';
import { indexText, rangeOf, variableText } from '../formulas/index-expr.js';
import type {
  Buffer,
  Condition,
  Expression,
  Grid,
  Kernel,
  Local,
  Sharing,
  Statement,
  Test,
} from './loop-ir.js';
import { isVector, loadedType, scalarOf } from './loop-ir.js';

/**
 * A kernel of the loop IR as text for people:
 *
 *     kernel linear_k64_n10(input: arena, weight: weights, output: arena)
 *     parallel id in 0..3 by 64:
 *       sum: f32x4 = 0
 *       for i in 0..64:
 *         sum += input[i] * weight[40*id + 4*i ..4]
 *       output[4*id ..4] = sum
 *
 * Ranges leave their end out. Threads divide the iterations of a `parallel for`, `by 8 or more` at a time or
 * `in fixed shares`, the first thread's from the first iteration on or `from the last`; `one per thread` of
 * a loop over places to work in, each does the one of its number; a
 * `outlined:` is a function of its own in WebAssembly. `buffer[address]` is one
 * element, `buffer[address ..4]` four neighbours as a vector; addresses count elements from the buffer's
 * base. `lookup row in 0..10 = ids[i]` takes an i32, here from memory, as an index into ten rows.
 * `for t in 0..8 while best > 0` ends before an iteration in front of which the test does not hold.
 * `weight: weights f16` holds another type than the f32 that its loads give, and those of
 * `tokens: arena i32` give i32. A register's type
 * stands where it is set first; a scalar beside a vector means the same scalar in every lane. Where
 * there are workgroups, both numbers and the arrays they share, if any, are named instead:
 *
 *     parallel group in 0..4, local in 0..64 sharing sum_parts: f32[256]:
 */
export function printKernel({ name, buffers, grid, body }: Kernel): string {
  const parameters = buffers.map(bufferText).join(', ');
  const header = grid === undefined ? [] : [`parallel ${gridText(grid)}:`];
  const known = new Set<string>();
  const lines = body.flatMap((statement) => statementLines(statement, known));
  return `${[`kernel ${name}(${parameters})`, ...header, ...lines.map(indent)].join('\n')}\n`;
}

function gridText(grid: Grid): string {
  if (grid.kind === 'invocations') {
    return `${grid.invocation.name} in 0..${grid.invocation.max + 1} by ${grid.workgroupSize}`;
  }
  const { group, local, shared } = grid;
  const arrays = shared.map(
    ({ buffer, length }) => `${buffer.name}: ${loadedType(buffer)}[${length}]`,
  );
  const sharing = arrays.length === 0 ? '' : ` sharing ${arrays.join(', ')}`;
  return `${group.name} in 0..${group.max + 1}, ${local.name} in 0..${local.max + 1}${sharing}`;
}

function bufferText({ name, space, element }: Buffer): string {
  return `${name}: ${space}${element === undefined ? '' : ` ${element}`}`;
}

/** A statement by itself; of one with a body, its head. */
export function statementText(statement: Statement): string {
  return statementLines(withoutBody(statement), new Set())[0];
}

function withoutBody(statement: Statement): Statement {
  return 'body' in statement ? { ...statement, body: [] } : statement;
}

/** `known`: the registers that have been set already. */
function statementLines(statement: Statement, known: Set<string>): string[] {
  const block = (body: readonly Statement[]): string[] =>
    body.flatMap((inner) => statementLines(inner, known)).map(indent);
  switch (statement.kind) {
    case 'for': {
      const { variable, from, to, body, parallel } = statement;
      const head = `for ${variable.name} in ${indexText(from)}..${indexText(to)}`;
      return [`${parallel ? `parallel ${head}${sharingText(parallel)}` : head}:`, ...block(body)];
    }
    case 'if':
      return [`if ${conditionsText(statement.conditions)}:`, ...block(statement.body)];
    case 'if-any':
      return [`if any of ${statement.any.map(testText).join(', ')}:`, ...block(statement.body)];
    case 'while': {
      const { variable, test, body } = statement;
      const head = `${variable.name} in ${variable.min}..${variable.max + 1}`;
      return [`for ${head} while ${testText(test)}:`, ...block(body)];
    }
    case 'outlined':
      return ['outlined:', ...block(statement.body)];
    case 'let':
      return [`let ${variableText(statement.variable)} = ${indexText(statement.value)}`];
    case 'lookup': {
      const { variable, value } = statement;
      const range = `0..${variable.max + 1}`;
      return [`lookup ${variableText(variable)} in ${range} = ${expressionText(value)}`];
    }
    case 'set':
      return [setText(statement.local, statement.value, known)];
    case 'store': {
      const { buffer, address, value, lanes } = statement;
      return [`${placeText(buffer.name, address, lanes)} = ${expressionText(value)}`];
    }
    case 'touch':
      return [`touch ${placeText(statement.buffer.name, statement.address, 1)}`];
    case 'barrier':
      return ['barrier'];
  }
}

function sharingText(sharing: Sharing): string {
  if (sharing.kind === 'claimed') return sharing.least > 1 ? ` by ${sharing.least} or more` : '';
  if (sharing.kind === 'slots') return ', one per thread';
  return sharing.mirrored ? ' in fixed shares from the last' : ' in fixed shares';
}

function setText(local: Local, value: Expression, known: Set<string>): string {
  const isNew = !known.has(local.name);
  known.add(local.name);
  if (isNew) return `${local.name}: ${local.type} = ${expressionText(value)}`;
  const isSum =
    value.kind === 'binary' &&
    value.op === 'add' &&
    value.a.kind === 'local' &&
    value.a.local.name === local.name;
  if (isSum) return `${local.name} += ${expressionText(value.b)}`;
  return `${local.name} = ${expressionText(value)}`;
}

const OPERATORS = {
  add: { sign: '+', level: 1 },
  sub: { sign: '-', level: 1 },
  mul: { sign: '*', level: 2 },
  div: { sign: '/', level: 2 },
  and: { sign: '&', level: 0 },
} as const;

/** `level`: how tightly the surroundings bind; looser expressions get parentheses. */
function expressionText(expression: Expression, level = 0): string {
  switch (expression.kind) {
    case 'number':
      return numberText(expression.value);
    case 'local':
      return expression.local.name;
    case 'load':
      return placeText(
        expression.buffer.name,
        expression.address,
        isVector(expression.type) ? 4 : 1,
      );
    case 'splat':
      return expressionText(expression.x, level);
    case 'lanes':
      return `(${expression.lanes.map((lane) => expressionText(lane)).join(', ')})`;
    case 'extract':
      return `${expressionText(expression.x, 3)}.${'xyzw'[expression.lane]}`;
    case 'shuffle': {
      const from = [expression.a, expression.b].map((vector) => expressionText(vector, 3));
      return `(${expression.lanes.map((lane) => `${from[lane >> 2]}.${'xyzw'[lane & 3]}`).join(', ')})`;
    }
    case 'integer':
      return `${scalarOf(expression.type)}(${indexText(expression.value)})`;
    case 'unary':
      if (expression.op === 'neg') return `-${expressionText(expression.x, 3)}`;
      return `${expression.op.replace('to-', '')}(${expressionText(expression.x)})`;
    case 'binary': {
      const { op, a, b } = expression;
      if (op === 'min' || op === 'max' || op === 'pow') {
        return `${op}(${expressionText(a)}, ${expressionText(b)})`;
      }
      const { sign, level: own } = OPERATORS[op];
      // Floating-point sums are not associative: the grouping is part of the kernel.
      const text = `${expressionText(a, own)} ${sign} ${expressionText(b, own + 1)}`;
      return own < level ? `(${text})` : text;
    }
    case 'select': {
      const { then, otherwise } = expression;
      return choiceText(testText(expression), then, otherwise);
    }
    case 'products': {
      const { sum, x, rows } = expression;
      const products = rows.map(
        (row, lane) => ` + ${expressionText(x, 3)}.${'xyzw'[lane]} * ${expressionText(row, 3)}`,
      );
      const text = `${expressionText(sum)}${products.join('')}`;
      return level > 1 ? `(${text})` : text;
    }
    case 'pick': {
      const from = expression.from.map((value) => expressionText(value)).join(', ');
      return `(${from})[${indexText(expression.at)}]`;
    }
    case 'when':
      return choiceText(
        conditionsText(expression.conditions),
        expression.then,
        expression.otherwise,
      );
  }
}

function testText({ test, a, b }: Test): string {
  return `${expressionText(a, 1)} ${COMPARISON_SIGNS[test]} ${expressionText(b, 1)}`;
}

function choiceText(condition: string, then: Expression, otherwise: Expression): string {
  return `(${expressionText(then)} if ${condition} else ${expressionText(otherwise)})`;
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(shortestDecimal(value)));
}

/** Without the half of a condition that always holds. */
function conditionsText(conditions: readonly Condition[]): string {
  return conditions
    .map(({ index, extent }) => {
      const { min, max } = rangeOf(index);
      const lower = min < 0 ? '0 <= ' : '';
      const upper = max >= extent || min >= 0 ? ` < ${extent}` : '';
      return `${lower}${indexText(index)}${upper}`;
    })
    .join(' and ');
}

function placeText(buffer: string, address: Index, lanes: number): string {
  return `${buffer}[${indexText(address)}${lanes === 1 ? '' : ` ..${lanes}`}]`;
}

function indent(line: string): string {
  return `  ${line}`;
}
