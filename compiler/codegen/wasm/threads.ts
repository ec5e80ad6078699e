import type { Caches } from '../../target/machine.js';
import { roundUp } from '../../ir/layout.js';
import { i32 } from './instructions.js';
import { readSexps } from './read-sexp.js';
import type { Sexp } from './sexp.js';

/**
 * What a module has beside its kernels when several threads run it. Each thread has an instance of
 * its own; they share an imported memory, in which a cache line holds their barrier:
 *
 *     0  how many threads have arrived at the barrier
 *     4  how many times all have: it changes when the last one arrives
 *     8  how many threads sleep until it does
 *    12  not 0 when a thread has failed, for which nobody waits any more
 *
 * Behind it lies a line for each claimed loop of a kernel: of every thread's share of the iterations, how
 * many have been claimed since the kernel began. A thread claims some of its own share at a time,
 * and when that is used up some of the others': cores differ in speed and get interrupted, and
 * nobody should wait for one that is late. Beginning with shares of one's own keeps what a core has
 * in its cache there.
 *
 * An instance that is told nothing runs alone and waits for nobody, so that then the memory need not
 * be shared.
 */

/** A share is claimed in about this many pieces at most. */
const PIECES_BITS = 3;

/** The module and the name of the imported memory. */
const MEMORY_IMPORT = ['netloom', 'memory'] as const;

/**
 * How often a waiting thread looks before it goes to sleep: some 50 µs. Waking up takes about as
 * long, so little is gained by sleeping sooner; looking longer burns power between inferences.
 */
const LOOKS = 50_000;

/** The number of this thread. */
export const THREAD: Sexp = ['global.get', '$thread'];

/** What only one of the threads does. */
export function onFirstThread(body: readonly Sexp[]): Sexp {
  return ['if', ['i32.eqz', THREAD], ['then', ...body]];
}

/**
 * Waits until all threads have come here. What they stored before, all see afterwards. Then nothing has
 * been claimed of the `loops` claimed loops of the kernel that begins there.
 */
export function barrier(loops = 0): Sexp {
  return ['call', '$barrier', i32(loops)];
}

/** Where the threads' lines lie in a memory that has `bytes` in use otherwise. */
export interface BarrierWords {
  readonly address: number;
  readonly end: number;
}

/** `loops`: the most claimed loops that a kernel has. */
export function barrierWords(bytes: number, loops: number, { lineBytes }: Caches): BarrierWords {
  const address = roundUp(bytes, lineBytes);
  return { address, end: address + (1 + loops) * lineBytes };
}

/**
 * Claims iterations of the claimed loop number `loop` of a kernel, which has `iterations` of them and has
 * been gone through `rounds` times since the kernel began: at least `least`, as far as the owner of a share
 * has so many. The first of them, or −1 when none is left; `CLAIMED_END` is then the end of them.
 */
export function claim(loop: number, iterations: number, least: number, rounds: Sexp): Sexp {
  return ['call', '$claim', i32(loop), i32(iterations), i32(least), rounds];
}

export const CLAIMED_END: Sexp = ['global.get', '$claimed_end'];

/** What a thread has of `iterations` iterations that are not claimed; see `Sharing`. */
export function fixedShare(iterations: number, mirrored: boolean): { from: Sexp; to: Sexp } {
  const startOf = (thread: Sexp): Sexp => [
    'i32.div_u',
    ['i32.mul', i32(iterations), thread],
    ['global.get', '$threads'],
  ];
  const [from, to] = [startOf(THREAD), startOf(['i32.add', THREAD, i32(1)])];
  if (!mirrored) return { from, to };
  return { from: ['i32.sub', i32(iterations), to], to: ['i32.sub', i32(iterations), from] };
}

/** The imported memory. */
export function sharedMemory(pages: number): Sexp {
  const [module, name] = MEMORY_IMPORT;
  return ['import', `"${module}"`, `"${name}"`, ['memory', `${pages}`, `${pages}`, 'shared']];
}

/**
 * Where a module says whether its memory is shared: 3 for a shared memory, 1 for one of one's own.
 * The import is the only one.
 */
export function sharedFlagOffset(binary: Uint8Array): number {
  const [module, name] = MEMORY_IMPORT;
  const names = [module, name].flatMap((text) => [text.length, ...new TextEncoder().encode(text)]);
  const memory = 2;
  const shared = 3;
  const entry = [1, ...names, memory, shared];
  const start = binary.findIndex((_, at) => entry.every((byte, i) => binary[at + i] === byte));
  if (start < 0) throw new Error('the module imports no shared memory');
  return start + entry.length - 1;
}

/**
 * `join`, which tells an instance its number, how many there are, and whether it may sleep (the main
 * thread of a page may not); `leave` for an instance that has failed; the barrier, and `claim`.
 */
export function threadFunctions({ address }: BarrierWords, { lineBytes }: Caches): readonly Sexp[] {
  const line = `(i32.const ${address})`;
  const counters = address + lineBytes;
  const lineBits = Math.log2(lineBytes);
  const clear = '(call $clear (local.get $loops))';
  return readSexps(`
    (global $thread (mut i32) (i32.const 0))
    (global $threads (mut i32) (i32.const 1))
    (global $may_sleep (mut i32) (i32.const 0))
    (func (export "join") (param $number i32) (param $count i32) (param $sleeps i32)
    (global.set $thread (local.get $number))
    (global.set $threads (local.get $count))
    (global.set $may_sleep (local.get $sleeps)))
    (func (export "leave")
    (i32.atomic.store offset=12 ${line} (i32.const 1))
    (drop (i32.atomic.rmw.add offset=4 ${line} (i32.const 1)))
    (drop (memory.atomic.notify offset=4 ${line} (i32.const -1))))
    ${clearFunction(counters, lineBits)}
    (func $barrier (param $loops i32) (local $met i32) (local $looks i32)
    (if (i32.eq (global.get $threads) (i32.const 1)) (then ${clear} (return)))
    (local.set $met (i32.atomic.load offset=4 ${line}))
    ;; The last to arrive lets all go on.
    (if
      (i32.eq
        (i32.add (i32.atomic.rmw.add ${line} (i32.const 1)) (i32.const 1))
        (global.get $threads))
      (then
        (i32.atomic.store ${line} (i32.const 0))
        ${clear}
        (drop (i32.atomic.rmw.add offset=4 ${line} (i32.const 1)))
        (if (i32.atomic.load offset=8 ${line})
          (then (drop (memory.atomic.notify offset=4 ${line} (i32.const -1)))))
        (return)))
    (local.set $looks (i32.const ${LOOKS}))
    (loop $look
      (if (i32.ne (i32.atomic.load offset=4 ${line}) (local.get $met)) (then (return)))
      (if (i32.atomic.load offset=12 ${line}) (then (return)))
      (local.set $looks (i32.sub (local.get $looks) (i32.const 1)))
      (br_if $look (i32.or (i32.eqz (global.get $may_sleep)) (local.get $looks))))
    (drop (i32.atomic.rmw.add offset=8 ${line} (i32.const 1)))
    ;; It may be woken for the barrier before, late.
    (loop $sleep
      (drop (memory.atomic.wait32 offset=4 ${line} (local.get $met) (i64.const -1)))
      (br_if $sleep (i32.eq (i32.atomic.load offset=4 ${line}) (local.get $met))))
    (drop (i32.atomic.rmw.sub offset=8 ${line} (i32.const 1))))
    ${claimFunction(counters, lineBits)}`);
}

/** Forgets what has been claimed. */
function clearFunction(counters: number, lineBits: number): string {
  return `(func $clear (param $loops i32) (local $end i32) (local $counter i32)
    (if (i32.eqz (local.get $loops)) (then (return)))
    (local.set $counter (i32.const ${counters}))
    (local.set $end
      (i32.add
        (local.get $counter)
        (i32.shl (local.get $loops) (i32.const ${lineBits}))))
    (loop $next
      (v128.store (local.get $counter) (v128.const i32x4 0 0 0 0))
      (br_if $next
        (i32.lt_u
          (local.tee $counter (i32.add (local.get $counter) (i32.const 16)))
          (local.get $end)))))`;
}

/**
 * Owner o's share of n iterations is from ⌊n·o/T⌋ to ⌊n·(o+1)/T⌋. Its counter goes on from round to round,
 * because a thread may begin the next one while another still works on the last iterations of this one.
 */
function claimFunction(counters: number, lineBits: number): string {
  const share = (owner: string): string =>
    `(i32.div_u (i32.mul (local.get $iterations) ${owner}) (global.get $threads))`;
  return `(global $claimed_end (mut i32) (i32.const 0))
    (func $claim (param $loop i32) (param $iterations i32) (param $least i32) (param $rounds i32)
    (result i32)
    (local $owner i32) (local $looked i32) (local $counter i32)
    (local $from i32) (local $share i32) (local $claimed i32) (local $end i32) (local $count i32)
    (local.set $owner (global.get $thread))
    (loop $next_owner
      (local.set $counter
        (i32.add
          (i32.add (i32.const ${counters}) (i32.shl (local.get $loop) (i32.const ${lineBits})))
          (i32.shl (local.get $owner) (i32.const 2))))
      (local.set $from ${share('(local.get $owner)')})
      (local.set $share
        (i32.sub ${share('(i32.add (local.get $owner) (i32.const 1))')} (local.get $from)))
      (local.set $end (i32.mul (local.get $share) (i32.add (local.get $rounds) (i32.const 1))))
      (local.set $claimed (i32.atomic.load (local.get $counter)))
      (block $used_up
        (loop $try
          (br_if $used_up (i32.ge_s (local.get $claimed) (local.get $end)))
          ;; A piece of the share, or what is left; nobody shares with one who runs alone.
          (local.set $count
            (i32.shr_u
              (i32.add (local.get $share) (i32.const ${(1 << PIECES_BITS) - 1}))
              (i32.const ${PIECES_BITS})))
          (if
            (i32.lt_s (local.get $count) (local.get $least))
            (then (local.set $count (local.get $least))))
          (if
            (i32.or
              (i32.eq (global.get $threads) (i32.const 1))
              (i32.gt_s
                (i32.add (local.get $claimed) (local.get $count))
                (local.get $end)))
            (then (local.set $count (i32.sub (local.get $end) (local.get $claimed)))))
          (br_if $try
            (i32.ne
              (local.get $claimed)
              (local.tee $claimed
                (i32.atomic.rmw.cmpxchg
                  (local.get $counter)
                  (local.get $claimed)
                  (i32.add (local.get $claimed) (local.get $count)))))))
        (local.set $from
          (i32.add
            (local.get $from)
            (i32.sub
              (local.get $claimed)
              (i32.mul (local.get $share) (local.get $rounds)))))
        (global.set $claimed_end (i32.add (local.get $from) (local.get $count)))
        (return (local.get $from)))
      (local.set $owner
        (i32.rem_u (i32.add (local.get $owner) (i32.const 1)) (global.get $threads)))
      (br_if $next_owner
        (i32.lt_u
          (local.tee $looked (i32.add (local.get $looked) (i32.const 1)))
          (global.get $threads))))
    (i32.const -1))`;
}
