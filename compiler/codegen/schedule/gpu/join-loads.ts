import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, indexText, isConstant, modulo } from '../../../lower/formulas/index-expr.js';
import type {
  Expression,
  Load,
  Local,
  SetStatement,
  Statement,
} from '../../../lower/loops/loop-ir.js';
import {
  isVector,
  mapOperands,
  rewrite,
  scalarOf,
  vectorOf,
} from '../../../lower/loops/loop-ir.js';

/**
 * Where straight-line code loads all four elements of an aligned vector one by one, loads the vector
 * once and takes its lanes. Only between `set` statements, so that no store comes in between.
 */
export function joinLoads(statements: readonly Statement[]): Statement[] {
  return join(statements, new Map());
}

function join(statements: readonly Statement[], taken: Map<string, number>): Statement[] {
  const joined: Statement[] = [];
  let run: SetStatement[] = [];
  const flush = (): void => {
    joined.push(...joinRun(run, taken));
    run = [];
  };
  for (const statement of statements) {
    if (statement.kind === 'set') {
      run.push(statement);
      continue;
    }
    flush();
    joined.push(
      'body' in statement ? { ...statement, body: join(statement.body, taken) } : statement,
    );
  }
  flush();
  return joined;
}

function joinRun(run: readonly SetStatement[], taken: Map<string, number>): Statement[] {
  const lanes = new Map<string, Set<number>>();
  for (const { value } of run) {
    mapLoads(value, (load) => {
      const part = partOf(load);
      if (part === undefined) return load;
      lanes.set(part.key, (lanes.get(part.key) ?? new Set()).add(part.lane));
      return load;
    });
  }
  const vectors = new Map<string, Local>();
  return run.flatMap((statement): Statement[] => {
    const loads: Statement[] = [];
    const value = mapLoads(statement.value, (load) => {
      const part = partOf(load);
      if (part === undefined || lanes.get(part.key)?.size !== 4) return load;
      let local = vectors.get(part.key);
      if (local === undefined) {
        const type = vectorOf(load.type);
        local = { name: nameFor(`${load.buffer.name}_vector`, taken), type };
        vectors.set(part.key, local);
        const vector: Load = { ...load, type, address: part.start };
        loads.push({ kind: 'set', local, value: vector });
      }
      const x: Expression = { kind: 'local', type: local.type, local };
      return { kind: 'extract', type: scalarOf(load.type), x, lane: part.lane };
    });
    return [...loads, { ...statement, value }];
  });
}

/** Replaces the loads that are always executed. */
function mapLoads(expression: Expression, map: (load: Load) => Expression): Expression {
  return rewrite(expression, (node, inside) => {
    if (node.kind === 'load') return map(node);
    return node.kind === 'when' ? node : mapOperands(node, inside);
  });
}

/** Which lane of which vector a scalar load reads, when that is certain. */
function partOf({
  type,
  buffer,
  address,
}: Load): { key: string; start: Index; lane: number } | undefined {
  if (isVector(type)) return undefined;
  const lane = modulo(address, 4);
  if (!isConstant(lane)) return undefined;
  const start = add(address, -lane.constant);
  return { key: `${buffer.name} ${indexText(start)}`, start, lane: lane.constant };
}

function nameFor(base: string, taken: Map<string, number>): string {
  const ordinal = (taken.get(base) ?? 0) + 1;
  taken.set(base, ordinal);
  return ordinal === 1 ? base : `${base}_${ordinal}`;
}
