import { indexText } from '../../../lower/formulas/index-expr.js';
import type {
  Expression,
  Local,
  SetStatement,
  Statement,
  StoreStatement,
} from '../../../lower/loops/loop-ir.js';
import { mapOperands, occurrences, rewrite } from '../../../lower/loops/loop-ir.js';

/**
 * Loads that several statements of one straight-line group repeat are done once, into a register:
 * across a register tile this is what makes the tile pay. Loads under a condition stay where they
 * are. The statements must not store to what they load.
 */
export function shareLoads(statements: readonly (SetStatement | StoreStatement)[]): Statement[] {
  const { loads, rest } = withSharedLoads(statements);
  return [...loads, ...rest];
}

/** The loads that statements share, in order of their first use, and the statements that use them. */
export function withSharedLoads(statements: readonly (SetStatement | StoreStatement)[]): {
  readonly loads: readonly SetStatement[];
  readonly rest: readonly Statement[];
} {
  const counts = new Map<string, number>();
  for (const { value } of statements) {
    countLoads(value, counts);
  }
  const shared = new Map<string, Local>();
  const numbering = new Map<string, number>();
  const loads: SetStatement[] = [];
  const replace = (
    expression: Expression,
    inside: (operand: Expression) => Expression,
  ): Expression => {
    const key = loadKey(expression);
    if (key === undefined || (counts.get(key) ?? 0) < 2) {
      return expression.kind === 'when' ? expression : mapOperands(expression, inside);
    }
    let local = shared.get(key);
    if (local === undefined) {
      const base = bufferName(expression);
      const ordinal = numbering.get(base) ?? 0;
      numbering.set(base, ordinal + 1);
      local = { name: `${base}_${ordinal}`, type: expression.type };
      shared.set(key, local);
      loads.push({ kind: 'set', local, value: expression });
    }
    return { kind: 'local', type: local.type, local };
  };
  const rest = statements.map((statement) => ({
    ...statement,
    value: rewrite(statement.value, replace),
  }));
  return { loads, rest };
}

/** A load, plain, repeated in all lanes or one for each lane, identified by what it reads. */
function loadKey(expression: Expression): string | undefined {
  if (expression.kind === 'lanes') {
    const keys = expression.lanes.map(loadKey);
    return keys.every((key) => key !== undefined) ? `lanes ${keys.join(', ')}` : undefined;
  }
  if (expression.kind === 'load') {
    return `${expression.type} ${expression.buffer.name} ${indexText(expression.address)}`;
  }
  if (expression.kind !== 'splat' || expression.x.kind !== 'load') return undefined;
  return `splat ${loadKey(expression.x) ?? ''}`;
}

function bufferName(expression: Expression): string {
  if (expression.kind === 'lanes') return `${bufferName(expression.lanes[0])}_lanes`;
  if (expression.kind === 'splat') return bufferName(expression.x);
  return expression.kind === 'load' ? expression.buffer.name : '';
}

/**
 * Loads under a condition are not counted. Those of single lanes are: lanes that differ in some may have
 * others in common.
 */
function countLoads(expression: Expression, counts: Map<string, number>): void {
  const isWhole = (node: Expression): boolean =>
    node.kind === 'when' || (node.kind !== 'lanes' && loadKey(node) !== undefined);
  for (const [node, count] of occurrences(expression, isWhole)) {
    const key = loadKey(node);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + count);
  }
}
