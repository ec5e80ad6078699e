import type { Index, Variable } from '../../lower/formulas/index-expr.js';
import { isConstant, variablesOf, variableText } from '../../lower/formulas/index-expr.js';
import type {
  Expression,
  ForStatement,
  Kernel,
  Sharing,
  Statement,
} from '../../lower/loops/loop-ir.js';
import { walk } from '../../lower/loops/loop-ir.js';
import { bodyOf, expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';
import { indicesIn } from './accesses.js';
import type { Report } from './finding.js';

/** What stands around a statement. */
interface Around {
  readonly parallel?: Sharing;
  readonly inOutlined: boolean;
  /** Whether some threads or invocations may be here while others are not. */
  readonly diverges: boolean;
}

/**
 * A barrier stands where all come. A parallel loop has constant bounds, and stands in no other but one
 * over slots; neither a barrier nor a parallel loop nor another outlined function stands in an outlined one; and what is for
 * threads is in no kernel for a GPU.
 */
export function checkNesting(kernel: Kernel, report: Report): void {
  const varying = varyingIn(kernel);
  const varies = (index: Index): boolean =>
    [...variablesOf(index)].some((v) => varying.has(variableText(v)));
  const isForGpu = kernel.grid !== undefined;
  const check = (statements: readonly Statement[], around: Around): void => {
    for (const statement of statements) {
      if (statement.kind === 'barrier') checkBarrier(statement, around, report);
      if (statement.kind === 'outlined') checkOutlined(statement, around, isForGpu, report);
      if (statement.kind === 'for' && statement.parallel) {
        checkParallel(statement, around, isForGpu, report);
      }
      check(bodyOf(statement), inside(statement, around, varies));
    }
  };
  check(kernel.body, { inOutlined: false, diverges: kernel.grid?.kind === 'invocations' });
}

function inside(statement: Statement, around: Around, varies: (index: Index) => boolean): Around {
  switch (statement.kind) {
    case 'for': {
      const { from, to, parallel } = statement;
      if (parallel !== undefined) return { ...around, parallel, diverges: true };
      return varies(from) || varies(to) ? { ...around, diverges: true } : around;
    }
    case 'if':
      return statement.conditions.some(({ index }) => varies(index))
        ? { ...around, diverges: true }
        : around;
    case 'if-any':
    case 'while':
      return { ...around, diverges: true };
    case 'outlined':
      return { ...around, inOutlined: true };
    case 'let':
    case 'lookup':
    case 'set':
    case 'store':
    case 'touch':
    case 'barrier':
      return around;
  }
}

function checkBarrier(
  statement: Statement,
  { inOutlined, diverges }: Around,
  report: Report,
): void {
  if (inOutlined) report('nesting', statement, 'nobody waits in an outlined function');
  if (diverges) report('barrier', statement, 'some may wait here for others that never come');
}

function checkOutlined(
  statement: Statement,
  { inOutlined }: Around,
  isForGpu: boolean,
  report: Report,
): void {
  if (inOutlined) report('nesting', statement, 'an outlined function has none inside');
  if (isForGpu) report('nesting', statement, 'kernels for a GPU have no outlined functions');
}

function checkParallel(
  statement: ForStatement,
  { inOutlined, parallel }: Around,
  isForGpu: boolean,
  report: Report,
): void {
  if (isForGpu) report('nesting', statement, 'threads divide it, and a GPU has none');
  if (inOutlined)
    report('nesting', statement, 'an outlined function has no loops for several threads');
  if (parallel !== undefined && parallel.kind !== 'slots') {
    report('nesting', statement, 'it stands in another parallel loop, which is not one over slots');
  }
  if (!isConstant(statement.from) || !isConstant(statement.to)) {
    report('nesting', statement, 'the bounds of a parallel loop are constant');
  }
}

/** What decides about the variable that a statement gives a value, as far as that is integers. */
function valuesOf(statement: Extract<Statement, { readonly variable: Variable }>): Index[] {
  switch (statement.kind) {
    case 'for':
      return [statement.from, statement.to];
    case 'let':
      return [statement.value];
    case 'lookup':
      return integersIn(statement.value);
    case 'while':
      return [];
  }
}

function integersIn(expression: Expression): Index[] {
  const found: Index[] = [];
  walk(expression, (node) => {
    found.push(...indicesIn(node));
  });
  return found;
}

/** What a register holds may be different for each. */
function readsRegister(statement: Statement): boolean {
  let found = false;
  for (const expression of expressionsOf(statement)) {
    walk(expression, (node) => {
      found ||= node.kind === 'local';
    });
  }
  return found;
}

/** Variables that may have different values for the invocations of a workgroup. */
function varyingIn({ grid, body }: Kernel): ReadonlySet<string> {
  if (grid === undefined) return new Set();
  const varying = new Set([grid.kind === 'invocations' ? grid.invocation.name : grid.local.name]);
  walkStatements(body, (statement) => {
    if (!('variable' in statement)) return;
    const values = valuesOf(statement);
    const varies =
      (statement.kind === 'lookup' && readsRegister(statement)) ||
      values.some((value) => [...variablesOf(value)].some((v) => varying.has(variableText(v))));
    if (varies) varying.add(variableText(statement.variable));
  });
  return varying;
}
