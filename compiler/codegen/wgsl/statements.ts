import type { Variable } from '../../lower/formulas/index-expr.js';
import type { Expression, ForStatement, Local, Statement } from '../../lower/loops/loop-ir.js';
import { isVector } from '../../lower/loops/loop-ir.js';
import type { ExpressionPrinter } from './expressions.js';
import { WGSL_TYPE } from './functions.js';
import { conditionsCode, indexCode, variableCode } from './indices.js';
import { declarationsIn, localKey } from './locals.js';
import type { Memory } from './memory.js';
import type { Spelling } from './names.js';
import { i32Text } from './numbers.js';
import type { Writer } from './writer.js';

/** What printing statements needs. */
export interface StatementContext {
  readonly writer: Writer;
  readonly spelling: Spelling;
  readonly nameLocal: (local: Local) => string;
  readonly expressions: ExpressionPrinter;
  readonly memory: Memory;
}

/** Prints a block; `visible` are the registers declared around it. */
export function printBlock(
  block: readonly Statement[],
  visible: ReadonlySet<string>,
  context: StatementContext,
): void {
  const declarations = declarationsIn(block, visible);
  const inside = new Set([...visible, ...declarations.keys]);
  for (const local of declarations.first) {
    context.writer.line(`var ${context.nameLocal(local)}: ${WGSL_TYPE[local.type]};`);
  }
  for (const statement of block) {
    printStatement(statement, declarations.atSet.get(statement), inside, context);
  }
}

function printStatement(
  statement: Statement,
  declare: 'let' | 'var' | undefined,
  visible: ReadonlySet<string>,
  context: StatementContext,
): void {
  const { writer, spelling, expressions } = context;
  switch (statement.kind) {
    case 'barrier':
      if (statement.arena === true) writer.line('storageBarrier();');
      writer.line('workgroupBarrier();');
      return;
    case 'outlined':
    case 'touch':
      throw new Error(`a kernel for a GPU has no ${statement.kind}`);
    case 'let':
      writer.line(
        `${statement.variable.at === undefined ? 'let ' : ''}${variableCode(statement.variable, spelling)} = ${indexCode(statement.value, spelling)};`,
      );
      return;
    case 'lookup': {
      const { variable, value } = statement;
      const code = expressions.lookup(expressions.print(value), variable.max + 1);
      writer.line(`let ${variableCode(variable, spelling)} = ${code};`);
      return;
    }
    case 'if': {
      const { conditions, body } = statement;
      writer.block(`if (${conditionsCode(conditions, spelling)})`, () => {
        printBlock(body, visible, context);
      });
      return;
    }
    case 'while': {
      const { variable, test, body } = statement;
      const name = variableCode(variable, spelling);
      const [from, last] = [variable.min, variable.max].map(spelling.integer);
      writer.block(`for (var ${name} = ${from}; ${name} <= ${last}; ${name}++)`, () => {
        // Printed in here, because what it computes may take statements of its own.
        const holds = expressions.holds(test);
        writer.line(`if (!(${holds})) { break; }`);
        printBlock(body, visible, context);
      });
      return;
    }
    case 'if-any': {
      const tests = statement.any.map((test) => expressions.holds(test));
      writer.block(`if (${tests.join(' || ')})`, () => {
        printBlock(statement.body, visible, context);
      });
      return;
    }
    case 'for': {
      const { variable, from, to, body } = statement;
      for (const row of rowsBoundBy(statement)) {
        writer.line(`var ${spelling.name(row.name)}: array<i32, ${i32Text(variable.max + 1)}>;`);
      }
      const name = spelling.name(variable.name);
      const header = `var ${name} = ${indexCode(from, spelling)}; ${name} < ${indexCode(to, spelling)}; ${name}++`;
      writer.block(`for (${header})`, () => {
        printBlock(body, visible, context);
      });
      return;
    }
    case 'set':
      printSet(statement, declare, context);
      return;
    case 'store':
      printStore(statement, context);
  }
}

/** The rows of integers that a loop fills, which outlive it. */
function rowsBoundBy({ variable, body }: ForStatement): Variable[] {
  return body.flatMap((statement) =>
    statement.kind === 'let' && statement.variable.at === variable ? [statement.variable] : [],
  );
}

function printSet(
  { local, value }: Extract<Statement, { kind: 'set' }>,
  declare: 'let' | 'var' | undefined,
  context: StatementContext,
): void {
  const name = context.nameLocal(local);
  const added = declare === undefined ? addedTo(local, value) : undefined;
  if (added !== undefined) assign(`${name} +=`, added, context);
  else assign(`${declare === undefined ? '' : `${declare} `}${name} =`, value, context);
}

/** The longest line of generated code, as far as it is up to us. */
const WIDTH = 100;

/** `target value;`, the lanes of a vector below each other where they don't fit into a line. */
function assign(
  target: string,
  value: Expression,
  { writer, expressions }: StatementContext,
): void {
  if (value.kind !== 'lanes') {
    writer.line(`${target} ${expressions.print(value)};`);
    return;
  }
  const lanes = expressions.printAll(value.lanes);
  const type = WGSL_TYPE[value.type];
  const line = `${target} ${type}(${lanes.join(', ')});`;
  if (writer.widthOf(line) <= WIDTH) writer.line(line);
  else writer.lines(`${target} ${type}(`, lanes, ');');
}

/** b in `local = local + b`. */
function addedTo(local: Local, value: Expression): Expression | undefined {
  if (value.kind !== 'binary' || value.op !== 'add' || value.a.kind !== 'local') return undefined;
  return localKey(value.a.local) === localKey(local) ? value.b : undefined;
}

function printStore(
  { buffer, address, value, lanes }: Extract<Statement, { kind: 'store' }>,
  context: StatementContext,
): void {
  const { writer, expressions, memory } = context;
  const places = memory.store(buffer, address, lanes);
  const bits = memory.storedAs(buffer, value.type);
  if (places.length === 1 && (lanes === 4 || !isVector(value.type))) {
    if (bits === undefined) assign(`${places[0]} =`, value, context);
    else writer.line(`${places[0]} = bitcast<${bits}>(${expressions.print(value)});`);
    return;
  }
  const stored = expressions.temporary('stored');
  if (bits === undefined) assign(`let ${stored} =`, value, context);
  else writer.line(`let ${stored} = bitcast<${bits}>(${expressions.print(value)});`);
  places.forEach((place, lane) => {
    writer.line(`${place} = ${stored}.${'xyzw'[lane]};`);
  });
}
