import { PRIMES } from '../../../runtime/checksum.js';
import { getLocal, i32, immediate, setLocal } from './instructions.js';
import type { Sexp } from './sexp.js';

const [P1, P2, P3] = PRIMES;
const LANES = ['a', 'b', 'c', 'd'];

/**
 * `checksum`, exported: the XXH32 of `bytes` at `address` with a seed, as `runtime/checksum.ts` has
 * it, for bytes that are whole vectors and at least one. The runtime hashes small files itself; here
 * is where the weights lie, and code that is fast from its first call.
 */
export function checksumFunction(): Sexp {
  const seed = getLocal('seed');
  const starts: Sexp[] = [
    add(seed, i32((P1 + P2) % 2 ** 32)),
    add(seed, i32(P2)),
    seed,
    add(seed, i32(2 ** 32 - P1)),
  ];
  const address = getLocal('address');
  const iterations: Sexp = [
    'loop',
    '$vector',
    ...LANES.map((lane, index) => {
      const word: Sexp = ['i32.load', ...immediate(4 * index), address];
      const sum = add(getLocal(lane), multiply(word, P2));
      return setLocal(lane, multiply(rotate(sum, 13), P1));
    }),
    [
      'br_if',
      '$vector',
      ['i32.lt_u', ['local.tee', '$address', add(address, i32(16))], getLocal('end')],
    ],
  ];
  const merged = [1, 7, 12, 18].map((bits, index) => rotate(getLocal(LANES[index]), bits));
  return [
    'func',
    ['export', '"checksum"'],
    ...['address', 'bytes', 'seed'].map((name) => ['param', `$${name}`, 'i32']),
    ['result', 'i32'],
    ...[...LANES, 'end'].map((name) => ['local', `$${name}`, 'i32']),
    ...LANES.map((lane, index) => setLocal(lane, starts[index])),
    setLocal('end', add(address, getLocal('bytes'))),
    iterations,
    setLocal('a', add(merged.reduce(add), getLocal('bytes'))),
    setLocal('a', multiply(mix('a', 15), P2)),
    setLocal('a', multiply(mix('a', 13), P3)),
    mix('a', 16),
  ];
}

function add(left: Sexp, right: Sexp): Sexp {
  return ['i32.add', left, right];
}

function multiply(left: Sexp, right: number): Sexp {
  return ['i32.mul', left, i32(right)];
}

function rotate(word: Sexp, bits: number): Sexp {
  return ['i32.rotl', word, i32(bits)];
}

/** hash ^ (hash >>> bits) */
function mix(hash: string, bits: number): Sexp {
  return ['i32.xor', getLocal(hash), ['i32.shr_u', getLocal(hash), i32(bits)]];
}
