import { expect } from 'vitest';
import type { Workgroups } from '../../compiler/lower/loops/loop-ir.js';
import { loadedType } from '../../compiler/lower/loops/loop-ir.js';

/** Who has stored what in the arena since the last barrier. Buffers may share memory. */
export class Stores {
  private readonly by = new Map<ArrayBufferLike, Int32Array>();

  constructor(
    private readonly kernel: string,
    /** Whether nobody sees what another has stored. */
    private readonly areHidden = false,
  ) {}

  note(name: string, memory: Float32Array | Int32Array, at: number, id: number): void {
    const owners = this.ownersOf(memory);
    const place = memory.byteOffset / 4 + at;
    const isOthers = owners[place] !== NOBODY && owners[place] !== id;
    if (isOthers) expect.fail(`${this.kernel} stores ${name}[${at}] in two invocations`);
    owners[place] = id;
  }

  hides(memory: Float32Array | Int32Array, at: number, id: number): boolean {
    if (!this.areHidden) return false;
    const owner = this.ownersOf(memory).at(memory.byteOffset / 4 + at) ?? NOBODY;
    return owner !== NOBODY && owner !== id;
  }

  meet(): void {
    for (const owners of this.by.values()) owners.fill(NOBODY);
  }

  private ownersOf({ buffer }: Float32Array | Int32Array): Int32Array {
    const known = this.by.get(buffer);
    if (known !== undefined) return known;
    const owners = new Int32Array(buffer.byteLength / 4).fill(NOBODY);
    this.by.set(buffer, owners);
    return owners;
  }
}

const NOBODY = -1;

/** An array of a workgroup, and which invocation has stored or loaded each element since the last barrier. */
interface SharedArray {
  readonly contents: Float32Array | Int32Array;
  readonly stores: Int32Array;
  readonly loads: Int32Array;
}

/** The arrays of a workgroup; nobody clears them, so that they begin as NaN, or as what no test adds up. */
export class SharedMemory {
  private readonly arrays: ReadonlyMap<string, SharedArray>;

  constructor(
    private readonly kernel: string,
    { shared }: Workgroups,
  ) {
    this.arrays = new Map(
      shared.map(({ buffer, length }) => {
        const contents =
          loadedType(buffer) === 'i32'
            ? new Int32Array(length).fill(0x5a5a5a5a)
            : new Float32Array(length).fill(NaN);
        const [stores, loads] = [1, 2].map(() => new Int32Array(length).fill(NOBODY));
        return [buffer.name, { contents, stores, loads }];
      }),
    );
  }

  array(name: string): Float32Array | Int32Array {
    return this.found(name).contents;
  }

  store(name: string, at: number, value: number, local: number): void {
    const { contents, stores, loads } = this.found(name);
    this.claim(loads, name, at, local);
    this.claim(stores, name, at, local);
    stores[at] = local;
    contents[at] = value;
  }

  load(name: string, at: number, local: number): number {
    const { contents, stores, loads } = this.found(name);
    this.claim(stores, name, at, local);
    loads[at] = loads[at] === NOBODY || loads[at] === local ? local : SEVERAL;
    return contents[at];
  }

  meet(): void {
    for (const { stores, loads } of this.arrays.values()) {
      stores.fill(NOBODY);
      loads.fill(NOBODY);
    }
  }

  private found(name: string): SharedArray {
    return this.arrays.get(name) ?? expect.fail(`${this.kernel} shares no ${name}`);
  }

  private claim(by: Int32Array, name: string, at: number, local: number): void {
    const isOthers = by[at] !== NOBODY && by[at] !== local;
    if (isOthers) expect.fail(`${this.kernel}: no barrier between uses of ${name}[${at}]`);
  }
}

/** Stands for more than one invocation. */
const SEVERAL = -2;
