import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  dependsOn,
  isConstant,
  scale,
  substitute,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import { loop, set, shuffle, use } from '../../../lower/loops/build-loops.js';
import type {
  Expression,
  ForStatement,
  Kernel,
  Local,
  Statement,
  StoreStatement,
} from '../../../lower/loops/loop-ir.js';
import { vectorOf } from '../../../lower/loops/loop-ir.js';
import { mapIndices } from '../../../lower/loops/rewrite-loops.js';

const LANES = 4;

/**
 * Moves blocks of 4 × 4 elements where a layout is changed. A vector of the result then lies across what is
 * read, one element of it in each of four lines, and the next step of some loop reads the elements behind
 * these. Four steps together read four whole vectors, exchange their lanes in registers and store four: 16
 * elements take 4 loads and 8 shuffles in place of 16 loads of a lane each.
 */
export function transposeBlocks(kernel: Kernel): Kernel {
  return { ...kernel, body: inBlocks(kernel.body) };
}

function inBlocks(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) => {
    const blocks = statement.kind === 'for' ? blocksOf(statement) : undefined;
    return blocks ?? [inside(statement, inBlocks)];
  });
}

/** The loop in steps of four, and what is left over; undefined where nothing in it is to be transposed. */
function blocksOf({ variable: v, from, to, body }: ForStatement): Statement[] | undefined {
  if (!isConstant(from) || from.constant !== 0 || !isConstant(to)) return undefined;
  const blocks = Math.floor(to.constant / LANES);
  const stores = storesInside(body, v);
  if (blocks === 0 || stores?.some((store) => gathered(store, v) !== undefined) !== true) {
    return undefined;
  }
  const block = variable(`${v.name}_block`, blocks);
  const at = (step: number) => substituting(v, add(scale(block, LANES), step));
  const inFours = atStores(body, (store) => {
    const lines = gathered(store, v);
    return lines === undefined
      ? [0, 1, 2, 3].flatMap((step) => mapIndices([store], at(step)))
      : transposed(store, lines, at);
  });
  const rest = blocks * LANES === to.constant ? [] : [loop(v, toIndex(blocks * LANES), to, body)];
  return [loop(block, toIndex(0), toIndex(blocks), inFours), ...rest];
}

/** Loads of one vector's elements, each the first of a line along `v`. */
type Lines = readonly Extract<Expression, { kind: 'load' }>[];

function gathered(
  { buffer, address, value, lanes }: StoreStatement,
  v: Variable,
): Lines | undefined {
  if (lanes !== LANES || value.kind !== 'lanes') return undefined;
  const lines = value.lanes.filter((lane) => lane.kind === 'load');
  const areLines = lines.every(
    (line) => line.buffer.name !== buffer.name && coefficientOf(line.address, v) === 1,
  );
  const stride = coefficientOf(address, v);
  return lines.length === LANES && areLines && stride !== undefined && stride !== 0
    ? lines
    : undefined;
}

function transposed(
  store: StoreStatement,
  lines: Lines,
  at: (step: number) => (index: Index) => Index,
): Statement[] {
  const type = vectorOf(lines[0].type);
  const sets: Statement[] = [];
  const named = (name: string, value: Expression): Expression => {
    const local: Local = { name, type };
    sets.push(set(local, value));
    return use(local);
  };
  const [a, b, c, d] = lines.map((line, row) =>
    named(`line_${row}`, { ...line, type, address: at(0)(line.address) }),
  );
  // Of two lines each: their first two elements in turn, and their last two.
  const [low, high] = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ];
  const pairs = [low, high].map((lanes) => [
    named(`pairs_${lanes[0]}`, shuffle(a, b, lanes)),
    named(`pairs_${lanes[0] + 1}`, shuffle(c, d, lanes)),
  ]);
  const columns = pairs.flatMap(([upper, lower]) => [
    shuffle(upper, lower, [0, 1, 4, 5]),
    shuffle(upper, lower, [2, 3, 6, 7]),
  ]);
  return [
    ...sets,
    ...columns.map((value, step) => ({ ...store, address: at(step)(store.address), value })),
  ];
}

function substituting(v: Variable, value: Index): (index: Index) => Index {
  return (index) => substitute(index, (each) => (each === v ? value : each));
}

/** All that is in the loops of a body, where that is stores alone and no bound depends on `v`. */
function storesInside(body: readonly Statement[], v: Variable): StoreStatement[] | undefined {
  const stores: StoreStatement[] = [];
  for (const statement of body) {
    if (statement.kind === 'store') {
      stores.push(statement);
      continue;
    }
    if (statement.kind !== 'for' || dependsOn(statement.from, v) || dependsOn(statement.to, v)) {
      return undefined;
    }
    const within = storesInside(statement.body, v);
    if (within === undefined) return undefined;
    stores.push(...within);
  }
  return stores;
}

function atStores(
  body: readonly Statement[],
  replace: (store: StoreStatement) => readonly Statement[],
): Statement[] {
  return body.flatMap((statement) =>
    statement.kind === 'store'
      ? replace(statement)
      : [inside(statement, (within) => atStores(within, replace))],
  );
}

function inside(
  statement: Statement,
  map: (body: readonly Statement[]) => readonly Statement[],
): Statement {
  return 'body' in statement ? { ...statement, body: map(statement.body) } : statement;
}
