import { describe, expect, it } from 'vitest';
import {
  add,
  divide,
  modulo,
  scale,
  subtract,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import type { Grid, Sharing, Statement } from '../../../compiler/lower/loops/loop-ir.js';
import {
  BARRIER,
  CLAIMED,
  findingsIn,
  input,
  load,
  loop,
  ONE,
  ONES,
  output,
  shared,
  store,
  when,
} from '../../support/loop-builder.js';

const x = variable('x', 8);
const y = variable('y', 8);
const t = variable('t', 5);
const divided = (body: readonly Statement[], v = x, parallel: Sharing = CLAIMED): Statement =>
  loop(v, body, { parallel });
const lengths = { input: 64, output: 64 };

describe('turns of a parallel loop', () => {
  it('store elements of their own', () => {
    expect(findingsIn([divided([store(output, x, ONE)])], lengths)).toEqual([]);
    expect(findingsIn([divided([store(output, 0, ONE)])], lengths)).toEqual([
      'conflict: output[0] = 1',
    ]);
    const halves = divide(x, 2);
    expect(findingsIn([divided([store(output, halves, ONE)])], lengths)).toHaveLength(1);
  });

  it('store rows and columns of their own', () => {
    const row = (pitch: number) =>
      divided([loop(y, [store(output, add(scale(x, pitch), y), ONE)])]);
    expect(findingsIn([row(8)], { output: 80 })).toEqual([]);
    expect(findingsIn([row(7)], { output: 80 })).toHaveLength(1);
    const column = divided([loop(y, [store(output, add(scale(y, 8), x), ONE)])]);
    expect(findingsIn([column], lengths)).toEqual([]);
    const vectors = (lanes: number) => divided([store(output, scale(x, 3), ONES, lanes)]);
    expect(findingsIn([vectors(3)], lengths)).toEqual([]);
    expect(findingsIn([vectors(4)], lengths)).toHaveLength(1);
  });

  it('read nothing that another stores', () => {
    const copies = (to: number) => divided([store(output, x, load(output, add(x, to)))]);
    expect(findingsIn([copies(0)], lengths)).toEqual([]);
    expect(findingsIn([copies(8)], lengths)).toEqual([]);
    expect(findingsIn([copies(1)], lengths)).toHaveLength(1);
  });

  it('know of buffers that share memory', () => {
    const copies = [divided([store(output, x, load(input, x))])];
    const at = (start: number) => ({
      output: { length: 8, start: 16 },
      input: { length: 8, start },
    });
    expect(findingsIn(copies, at(16))).toEqual([]);
    expect(findingsIn(copies, at(8))).toEqual([]);
    expect(findingsIn(copies, at(17))).toHaveLength(1);
  });

  it('are for other threads in every turn of a loop around, unless their shares are fixed', () => {
    const again = (parallel: Sharing) => [loop(t, [divided([store(output, x, ONE)], x, parallel)])];
    expect(findingsIn(again(CLAIMED), lengths)).toHaveLength(1);
    expect(findingsIn(again({ kind: 'fixed', mirrored: false }), lengths)).toEqual([]);
    const there = divided([store(output, x, ONE)], x, { kind: 'fixed', mirrored: false });
    const back = (at: Statement) => divided([at], x, { kind: 'fixed', mirrored: true });
    const mirrored = back(store(output, subtract(7, x), ONE));
    expect(findingsIn([there, mirrored], lengths)).toEqual([]);
    expect(findingsIn([there, back(store(output, x, ONE))], lengths)).toHaveLength(1);
  });

  it('may conflict with those of another loop unless all meet between them', () => {
    const first = divided([store(output, x, ONE)]);
    const second = divided([store(input, x, load(output, subtract(7, x)))]);
    expect(findingsIn([first, BARRIER, second], lengths)).toEqual([]);
    expect(findingsIn([first, second], lengths)).toHaveLength(1);
  });

  it('of the next turn around meet those of this one', () => {
    const fill = divided([store(output, x, ONE)]);
    const read = divided([store(input, x, load(output, subtract(7, x)))]);
    expect(findingsIn([loop(t, [fill, BARRIER, read, BARRIER])], lengths)).toEqual([]);
    expect(findingsIn([loop(t, [fill, BARRIER, read])], lengths)).not.toEqual([]);
  });

  it('may use the memory of their slot', () => {
    const slot = variable('slot', 4);
    const work = (place: Statement) =>
      loop(slot, [divided([place], t)], { parallel: { kind: 'slots' } });
    const inSlot = loop(y, [store(output, add(scale(slot, 8), y), ONE)]);
    expect(findingsIn([work(inSlot)], lengths)).toEqual([]);
    expect(findingsIn([work(store(output, t, ONE))], lengths)).toEqual([]);
    expect(findingsIn([work(store(output, 0, ONE))], lengths)).toHaveLength(1);
  });

  it('are all that stores where threads divide a kernel', () => {
    const body = [divided([store(output, x, ONE)]), store(output, 20, ONE)];
    expect(findingsIn(body, lengths)).toEqual(['conflict: output[20] = 1']);
  });
});

describe('invocations', () => {
  const id = variable('id', 24);
  const alone: Grid = { kind: 'invocations', invocation: id, workgroupSize: 64 };

  it('store elements of their own', () => {
    const digits = add(scale(modulo(id, 4), 6), divide(id, 4));
    expect(findingsIn([store(output, digits, ONE)], lengths, alone)).toEqual([]);
    const colliding = add(scale(modulo(id, 4), 5), divide(id, 4));
    expect(findingsIn([store(output, colliding, ONE)], lengths, alone)).toHaveLength(1);
  });
});

describe('a workgroup', () => {
  const group = variable('group', 3);
  const local = variable('local', 8);
  const grid: Grid = {
    kind: 'workgroups',
    group,
    local,
    shared: [{ buffer: shared, length: 8 }],
  };
  const fill = store(shared, local, ONE);
  const own = add(scale(group, 8), local);
  const read = store(output, own, load(shared, subtract(7, local)));

  it('reads behind a barrier what others have stored', () => {
    expect(findingsIn([fill, BARRIER, read], lengths, grid)).toEqual([]);
    expect(findingsIn([fill, read], lengths, grid)).not.toEqual([]);
    expect(findingsIn([read], lengths, grid)).toEqual([
      'not written: output[8*group + local] = shared[7 - local]',
    ]);
  });

  it('stores again behind a barrier', () => {
    const turn = (last: readonly Statement[]) => [loop(t, [fill, BARRIER, read, ...last])];
    expect(findingsIn(turn([BARRIER]), lengths, grid)).toEqual([]);
    expect(findingsIn(turn([]), lengths, grid)).not.toEqual([]);
  });

  it('shares nothing in the arena with others', () => {
    expect(findingsIn([store(output, local, ONE)], lengths, grid)).toHaveLength(1);
    const first = when(group, 1, [store(output, local, ONE)]);
    expect(findingsIn([first], lengths, grid)).toEqual([]);
  });

  it('sees in the arena what others have stored only behind a barrier that says so', () => {
    const single: Grid = { ...grid, group: variable('group', 1) };
    const stores = store(output, local, ONE);
    const reads = store(input, local, load(output, subtract(7, local)));
    const arena: Statement = { kind: 'barrier', arena: true };
    expect(findingsIn([stores, arena, reads], lengths, single)).toEqual([]);
    expect(findingsIn([stores, BARRIER, reads], lengths, single)).toHaveLength(1);
  });

  it('halves what it combines', () => {
    const half = (count: number): Statement[] => [
      BARRIER,
      when(local, count, [store(shared, local, load(shared, add(local, toIndex(count))))]),
    ];
    const body = [fill, ...half(4), ...half(2), ...half(1)];
    expect(findingsIn(body, lengths, grid)).toEqual([]);
    const overlapping = when(local, 4, [store(shared, local, load(shared, add(local, 3)))]);
    expect(findingsIn([fill, BARRIER, overlapping], lengths, grid)).toHaveLength(1);
  });
});
