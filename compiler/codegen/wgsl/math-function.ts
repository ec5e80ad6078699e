import type { Expression, Local, Statement, ValueType } from '../../lower/loops/loop-ir.js';
import { mapOperands } from '../../lower/loops/loop-ir.js';
import type { MathFunction } from '../math/math-function.js';
import type { MathFunctionUse } from './expressions.js';
import { ExpressionPrinter } from './expressions.js';
import { WGSL_TYPE } from './functions.js';
import { localKey } from './locals.js';
import { Memory } from './memory.js';
import { readableNaming } from './names.js';
import { i32Text } from './numbers.js';
import { printBlock } from './statements.js';
import { Writer } from './writer.js';

/** The text of a function of `math/`; the helpers that it calls are added to `helpers`. */
export function mathFunctionText(
  { fn, type, name }: MathFunctionUse,
  helpers: Map<string, string>,
): string {
  const { parameters, body, result } = ofType(fn, type);
  const spelling = { name: readableNaming(), integer: i32Text };
  const nameLocal = (local: Local): string => spelling.name(local.name);
  const memory = new Memory(new Map(), spelling);
  const writer = new Writer();
  const expressions = new ExpressionPrinter(memory, spelling, nameLocal, writer, helpers);
  const t = WGSL_TYPE[type];
  const declared = parameters.map((parameter) => `${nameLocal(parameter)}: ${t}`);
  writer.block(`fn ${name}(${declared.join(', ')}) -> ${t}`, () => {
    const visible = new Set(parameters.map(localKey));
    printBlock(body, visible, { writer, spelling, nameLocal, expressions, memory });
    writer.line(`return ${expressions.print(result)};`);
  });
  return writer.text();
}

/** Kinds that are the same for any type of number. */
const ARITHMETIC: ReadonlySet<Expression['kind']> = new Set([
  'number',
  'unary',
  'binary',
  'select',
]);

/** The function for one element as well as for four: they differ in nothing but the type. */
function ofType(fn: MathFunction, type: ValueType): Omit<MathFunction, 'name'> {
  const local = ({ name }: Local): Local => ({ name, type });
  const expression = (node: Expression): Expression => {
    if (node.kind === 'local') return { ...node, type, local: local(node.local) };
    if (!ARITHMETIC.has(node.kind)) {
      throw new Error(`${fn.name} is more than arithmetic: ${node.kind}`);
    }
    return { ...mapOperands(node, expression), type } as Expression;
  };
  const statement = (node: Statement): Statement => {
    if (node.kind !== 'set') throw new Error(`${fn.name} is more than arithmetic: ${node.kind}`);
    return { ...node, local: local(node.local), value: expression(node.value) };
  };
  return {
    parameters: fn.parameters.map(local),
    body: fn.body.map(statement),
    result: expression(fn.result),
  };
}
