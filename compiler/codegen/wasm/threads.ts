import { roundUp } from '../../ir/layout.js';
import { i32 } from './instructions.js';
import type { Sexp } from './sexp.js';

/**
 * What a module has beside its kernels when several threads run it. Each thread has an instance of
 * its own; they share an imported memory, in which a cache line is kept for where they meet:
 *
 *     0  how many threads have arrived at the barrier
 *     4  how many times all have: it changes when the last one arrives
 *     8  how many threads sleep until it does
 *    12  not 0 when a thread has failed, for which nobody waits any more
 *
 * An instance that is told nothing runs alone and never touches that line, so that then the memory
 * need not be shared.
 */
const LINE_BYTES = 64;

/** The module and the name of the imported memory. */
const MEMORY_IMPORT = ['netloom', 'memory'] as const;

/**
 * How often a waiting thread looks before it goes to sleep: some 50 µs. Waking up takes about as
 * long, so little is gained by sleeping sooner; looking longer burns power between inferences.
 */
const LOOKS = 50_000;

const THREAD: Sexp = ['global.get', '$thread'];
const THREADS: Sexp = ['global.get', '$threads'];

/** The turns of a parallel loop from `from` to `to` that this thread takes. */
export function shareOf(from: number, to: number): { from: Sexp; to: Sexp } {
  const start = (thread: Sexp): Sexp => {
    const share: Sexp = ['i32.div_u', ['i32.mul', thread, i32(to - from)], THREADS];
    return from === 0 ? share : ['i32.add', share, i32(from)];
  };
  return { from: start(THREAD), to: start(['i32.add', THREAD, i32(1)]) };
}

/** What only one of the threads does. */
export function onFirstThread(body: readonly Sexp[]): Sexp {
  return ['if', ['i32.eqz', THREAD], ['then', ...body]];
}

/** Waits until all threads have come here. What they stored before, all see afterwards. */
export const BARRIER: Sexp = ['call', '$barrier'];

/** Where the threads' line lies in a memory that has `bytes` in use otherwise. */
export function meetingPlace(bytes: number): { readonly address: number; readonly end: number } {
  const address = roundUp(bytes, LINE_BYTES);
  return { address, end: address + LINE_BYTES };
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
 * thread of a page may not); `leave` for an instance that has failed; and the barrier.
 */
export function threadFunctions(address: number): Sexp[] {
  const line = `(i32.const ${address})`;
  return [
    '(global $thread (mut i32) (i32.const 0))',
    '(global $threads (mut i32) (i32.const 1))',
    '(global $may_sleep (mut i32) (i32.const 0))',
    `(func (export "join") (param $number i32) (param $count i32) (param $sleeps i32)
    (global.set $thread (local.get $number))
    (global.set $threads (local.get $count))
    (global.set $may_sleep (local.get $sleeps)))`,
    `(func (export "leave")
    (i32.atomic.store offset=12 ${line} (i32.const 1))
    (drop (i32.atomic.rmw.add offset=4 ${line} (i32.const 1)))
    (drop (memory.atomic.notify offset=4 ${line} (i32.const -1))))`,
    `(func $barrier (local $met i32) (local $looks i32)
    (if (i32.eq (global.get $threads) (i32.const 1)) (then (return)))
    (local.set $met (i32.atomic.load offset=4 ${line}))
    ;; The last to arrive lets all go on.
    (if
      (i32.eq
        (i32.add (i32.atomic.rmw.add ${line} (i32.const 1)) (i32.const 1))
        (global.get $threads))
      (then
        (i32.atomic.store ${line} (i32.const 0))
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
    (drop (i32.atomic.rmw.sub offset=8 ${line} (i32.const 1))))`,
  ];
}
