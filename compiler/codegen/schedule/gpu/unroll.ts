import type { Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  isConstant,
  isMultipleOf,
  scale,
  substitute,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type {
  Expression,
  ForStatement,
  Local,
  SetStatement,
  Statement,
} from '../../../lower/loops/loop-ir.js';
import { isVector, mapOperands, rewrite, walk } from '../../../lower/loops/loop-ir.js';
import { mapIndices } from '../../../lower/loops/rewrite-loops.js';
import { loop } from '../../../lower/loops/build-loops.js';

/**
 * Unrolls the innermost loop of a reduction by four wherever it walks over scalars that lie together
 * as whole vectors, so that four iterations need one load (see `joinLoads`). Meant for GPUs, where loads
 * are dear and registers plenty; one core does better with a small body.
 */
export function unrollOverVectors(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.kind === 'for') {
      return unrolled(statement) ?? [{ ...statement, body: unrollOverVectors(statement.body) }];
    }
    if (statement.kind === 'if' || statement.kind === 'if-any') {
      return [{ ...statement, body: unrollOverVectors(statement.body) }];
    }
    return [statement];
  });
}

function unrolled({ variable: v, from, to, body }: ForStatement): Statement[] | undefined {
  const sets = body.filter((statement) => statement.kind === 'set');
  if (sets.length < body.length || !isConstant(from) || !isConstant(to)) return;
  if (from.constant !== 0 || to.constant % 4 !== 0) return;
  const fours = variable(`${v.name}4`, to.constant / 4);
  if (!walksOverVectors(sets, v, fours)) return;
  const temporaries = temporariesOf(sets);
  const first = fours.max === 0 ? toIndex(0) : scale(fours, 4);
  const iterations = [0, 1, 2, 3].flatMap((iteration) => {
    const at = (u: Variable) => (u === v ? add(first, iteration) : u);
    const moved = mapIndices(sets, (index) => substitute(index, at));
    return renamed(moved, temporaries, iteration);
  });
  return fours.max === 0
    ? iterations
    : [loop(fours, toIndex(0), toIndex(fours.max + 1), iterations)];
}

/** Whether some scalar load moves on by one element per iteration and starts at a whole vector. */
function walksOverVectors(sets: readonly SetStatement[], v: Variable, fours: Variable): boolean {
  let found = false;
  for (const { value } of sets) {
    walk(value, (node) => {
      if (node.kind !== 'load' || isVector(node.type)) return;
      const start = substitute(node.address, (u) => (u === v ? scale(fours, 4) : u));
      if (coefficientOf(node.address, v) === 1 && isMultipleOf(start, 4)) found = true;
    });
  }
  return found;
}

/** Registers that every iteration sets anew; the others carry the sum from iteration to iteration. */
function temporariesOf(sets: readonly SetStatement[]): ReadonlySet<string> {
  const carried = new Set<string>();
  const temporary = new Set<string>();
  for (const { local, value } of sets) {
    walk(value, (node) => {
      if (node.kind === 'local' && !temporary.has(node.local.name)) carried.add(node.local.name);
    });
    if (!carried.has(local.name)) temporary.add(local.name);
  }
  return temporary;
}

function renamed(
  statements: readonly Statement[],
  temporaries: ReadonlySet<string>,
  iteration: number,
): Statement[] {
  const local = (old: Local): Local =>
    temporaries.has(old.name) ? { ...old, name: `${old.name}_${'xyzw'[iteration]}` } : old;
  const rename = (expression: Expression): Expression =>
    rewrite(expression, (node, inside) =>
      node.kind === 'local' ? { ...node, local: local(node.local) } : mapOperands(node, inside),
    );
  return statements.map((statement) =>
    statement.kind === 'set'
      ? { ...statement, local: local(statement.local), value: rename(statement.value) }
      : statement,
  );
}
