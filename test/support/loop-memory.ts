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

/** The arrays of a workgroup; nobody clears them, so that they begin as NaN, or as what no test adds up. */
export class SharedMemory {
  private readonly arrays: ReadonlyMap<string, Float32Array | Int32Array>;
  private stores = new Map<string, number>();
  private loads = new Map<string, number>();

  constructor(
    private readonly kernel: string,
    { shared }: Workgroups,
  ) {
    this.arrays = new Map(
      shared.map(({ buffer, length }) => [
        buffer.name,
        loadedType(buffer) === 'i32'
          ? new Int32Array(length).fill(0x5a5a5a5a)
          : new Float32Array(length).fill(NaN),
      ]),
    );
  }

  array(name: string): Float32Array | Int32Array {
    const found = this.arrays.get(name);
    return found ?? expect.fail(`${this.kernel} shares no ${name}`);
  }

  store(name: string, at: number, value: number, local: number): void {
    this.claim(this.loads, name, at, local);
    this.claim(this.stores, name, at, local);
    this.stores.set(`${name}[${at}]`, local);
    this.array(name)[at] = value;
  }

  load(name: string, at: number, local: number): number {
    this.claim(this.stores, name, at, local);
    const others = this.loads.get(`${name}[${at}]`) ?? local;
    this.loads.set(`${name}[${at}]`, others === local ? local : SEVERAL);
    return this.array(name)[at];
  }

  meet(): void {
    this.stores = new Map();
    this.loads = new Map();
  }

  private claim(by: Map<string, number>, name: string, at: number, local: number): void {
    const other = by.get(`${name}[${at}]`) ?? local;
    if (other !== local) expect.fail(`${this.kernel}: no barrier between uses of ${name}[${at}]`);
  }
}

/** Stands for more than one invocation. */
const SEVERAL = -1;
