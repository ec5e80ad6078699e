import type { Graph, Node, Value } from '../../ir/graph.js';
import type { Layout } from '../../ir/layout.js';
import { bytesOf } from '../../ir/memory/bytes.js';
import type { Lifetime } from '../../ir/memory/lifetimes.js';
import { lifetimes } from '../../ir/memory/lifetimes.js';
import type { Residence } from '../../ir/memory/parts.js';
import { residences } from '../../ir/memory/parts.js';
import { isAlias } from '../../ir/views.js';
import type { Content } from './buffers.js';
import { buffers, dyingOperand } from './buffers.js';
import { LiveBytes } from './live-bytes.js';
import { replaceValues } from './replace-values.js';

/** A value that is to lie in another: how its elements lie, and how many bytes of the other come before. */
export interface NewPart extends Residence {
  readonly value: Value;
  readonly layout: Layout;
}

/**
 * The buffers of a laid-out graph while one concatenation after another lets its operands be written
 * where its result lies. What `buffers` would find is not looked for again: only what lies in the buffers
 * that change is, and that is little, however large the graph.
 */
export class JointBuffers {
  private readonly live: LiveBytes;
  private readonly lives: Map<Value, Lifetime>;
  private readonly places = new Map<Value, Place>();
  /** The position of the node that computes each value; none for inputs. */
  private readonly positions = new Map<Value, number>();
  /** What takes back the changes that are being tried, the last one first. */
  private undo: (() => void)[] = [];
  private touched = new Set<Joint>();

  constructor(
    private readonly graph: Graph,
    /** What stands for values of the graph that have got another layout. */
    private readonly changed = new Map<Value, Value>(),
  ) {
    const current = this.current();
    this.live = new LiveBytes(graph.nodes.length);
    this.lives = lifetimes(current);
    for (const [position, { outputs }] of current.nodes.entries()) {
      for (const output of outputs) this.positions.set(output, position);
    }
    const resident = residences(current);
    const wholes = new Set([...resident.values()].map(({ whole }) => whole));
    for (const { contents, firstUse } of buffers(current, () => true)) {
      const joint = new Joint(firstUse);
      for (const [index, { value, start }] of contents.entries()) {
        const isOpened = index === 0 || resident.has(value) || wholes.has(value);
        if (isOpened) this.open(joint, value, start);
        else this.put(joint, value, start);
      }
      this.live.add(joint);
    }
    this.undo = [];
  }

  /** A lower bound on the arena. */
  get leastArena(): number {
    return this.live.maximum;
  }

  /** The graph with the layouts that values have got. */
  current(): Graph {
    return this.changed.size === 0 ? this.graph : replaceValues(this.graph, this.currentOf);
  }

  /** A value of the graph with the layout that it has got. */
  readonly currentOf = (value: Value): Value => this.changed.get(value) ?? value;

  /** A node of the graph with the layouts that values have got. */
  node(position: number): Node {
    const node = this.graph.nodes[position];
    const inputs = node.inputs.map(this.currentOf);
    return { ...node, inputs, outputs: node.outputs.map(this.currentOf) };
  }

  /** The buffers if these values had other layouts, found from the beginning. */
  anew(layouts: ReadonlyMap<Value, Layout>): JointBuffers {
    const parts = Array.from(layouts, ([value, layout]) => [value, { ...value, layout }] as const);
    return new JointBuffers(this.graph, new Map([...this.changed, ...parts]));
  }

  /** Lets `parts` lie in others if the arena need not be larger for it; says whether they do now. */
  join(parts: readonly NewPart[]): boolean {
    const before = this.leastArena;
    this.tryJoining(parts);
    for (const joint of this.touched) this.live.add(joint);
    const isKept = this.leastArena <= before;
    if (!isKept) {
      for (const joint of this.touched) this.live.remove(joint);
      for (const takeBack of this.undo.reverse()) takeBack();
      for (const joint of this.touched) this.live.add(joint);
    }
    this.undo = [];
    this.touched = new Set();
    return isKept;
  }

  /**
   * What wrote over a value that leaves its buffer, or over a whole before a new part of it has died, must
   * find another place, and takes along what wrote over it in turn.
   */
  private tryJoining(parts: readonly NewPart[]): void {
    const lastFirst = parts.toSorted((a, b) => this.positionOf(b.value) - this.positionOf(a.value));
    const displaced = lastFirst.map(({ value }) => this.takeOut(value));
    // Wholes are computed behind their parts: a part of a part finds that in its new place.
    for (const { value, layout, whole, start } of lastFirst) {
      const outer = this.placeOf(this.currentOf(whole));
      this.touch(outer.buffer);
      displaced.push(this.cut(outer.buffer, 0));
      this.open(outer.buffer, this.change(value, layout), outer.start + start);
    }
    const homeless = displaced.filter((values) => values.length > 0);
    const positionOf = ([{ value }]: readonly Content[]): number => this.positionOf(value);
    for (const values of homeless.sort((a, b) => positionOf(a) - positionOf(b))) {
      this.settle(values);
    }
  }

  /** Gives what follows each other in one buffer a place anew. */
  private settle([{ value: first, start: before }, ...others]: readonly Content[]): void {
    const position = this.positionOf(first);
    const host = dyingOperand(
      this.node(position),
      position,
      (value) => this.places.get(value),
      () => true,
    );
    const buffer = host?.buffer ?? new Joint(position);
    const start = host?.start ?? 0;
    this.touch(buffer);
    if (host === undefined) this.open(buffer, first, start);
    else this.put(buffer, first, start);
    for (const other of others) this.put(buffer, other.value, start + other.start - before);
  }

  /** Removes a value from its buffer, with what was written over it, which is given back. */
  private takeOut(value: Value): readonly Content[] {
    const { buffer, at } = this.placeOf(value);
    this.touch(buffer);
    if (at !== undefined) return this.cut(buffer, at).slice(1);
    const followers = this.cut(buffer, 0);
    this.setOpened(buffer, { firstUse: buffer.firstUse, lastUse: buffer.firstUse, bytes: 0 });
    return followers;
  }

  /** Removes what was written over others in a buffer, from the entry `at` on. */
  private cut(buffer: Joint, at: number): readonly Content[] {
    const removed = buffer.chain.splice(at);
    this.undo.push(() => {
      buffer.chain.splice(at, Infinity, ...removed);
      for (const [index, { value, start }] of removed.entries()) {
        this.places.set(value, { buffer, start, at: at + index });
      }
    });
    return removed;
  }

  /** Puts a value into memory of its own, or beside the others that are parts. */
  private open(buffer: Joint, value: Value, start: number): void {
    const { firstUse, lastUse } = this.lifeOf(value);
    this.setOpened(buffer, {
      firstUse: Math.min(buffer.firstUse, firstUse),
      lastUse: Math.max(buffer.opened.lastUse, lastUse),
      bytes: Math.max(buffer.opened.bytes, start + bytesOf(value)),
    });
    this.places.set(value, { buffer, start });
  }

  /** Puts a value over others, or a view beside what it shows. */
  private put(buffer: Joint, value: Value, start: number): void {
    const position = this.positionOf(value);
    if (buffer.chain.length === 0 && isAlias(this.graph.nodes[position])) {
      this.open(buffer, value, start);
      return;
    }
    const lastUse = Math.max(buffer.lastUse, this.lifeOf(value).lastUse);
    const bytes = Math.max(buffer.bytes, start + bytesOf(value));
    const at = buffer.chain.push({ value, start, lastUse, bytes }) - 1;
    this.undo.push(() => {
      buffer.chain.length = at;
    });
    this.places.set(value, { buffer, start, at });
  }

  private setOpened(buffer: Joint, opened: Joint['opened']): void {
    const before = buffer.opened;
    buffer.opened = opened;
    this.undo.push(() => {
      buffer.opened = before;
    });
  }

  private change(value: Value, layout: Layout): Value {
    const part = { ...value, layout };
    this.changed.set(value, part);
    this.lives.set(part, this.lifeOf(value));
    this.positions.set(part, this.positionOf(value));
    const place = this.placeOf(value);
    this.undo.push(() => {
      this.changed.delete(value);
      this.places.set(value, place);
    });
    return part;
  }

  /** Takes a buffer out of what is live until all changes are made. */
  private touch(buffer: Joint): void {
    if (this.touched.has(buffer)) return;
    this.touched.add(buffer);
    this.live.remove(buffer);
  }

  private placeOf(value: Value): Place {
    return known(this.places.get(value), value);
  }

  private lifeOf(value: Value): Lifetime {
    return known(this.lives.get(value), value);
  }

  private positionOf(value: Value): number {
    return this.positions.get(value) ?? -1;
  }
}

function known<T>(found: T | undefined, { name }: Value): T {
  if (found === undefined) throw new Error(`%${name} is in no buffer`);
  return found;
}

interface Place {
  readonly buffer: Joint;
  readonly start: number;
  /** Its entry in the buffer's chain; absent where it was not written over another. */
  readonly at?: number;
}

/** A value that was written over others, and the end and size of the buffer up to it. */
interface Entry extends Content {
  readonly lastUse: number;
  readonly bytes: number;
}

/** A buffer: what it was made for, the parts of a whole or one value, and what was written over these. */
class Joint {
  opened: Lifetime & { readonly bytes: number };
  readonly chain: Entry[] = [];

  constructor(firstUse: number) {
    this.opened = { firstUse, lastUse: firstUse, bytes: 0 };
  }

  get firstUse(): number {
    return this.opened.firstUse;
  }

  get lastUse(): number {
    return this.chain.at(-1)?.lastUse ?? this.opened.lastUse;
  }

  get bytes(): number {
    return this.chain.at(-1)?.bytes ?? this.opened.bytes;
  }
}
