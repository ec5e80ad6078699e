/**
 * What can go wrong, by stable identifiers for programs; the message of an error is for people. The
 * declaration of every bundle has this list as a type.
 */
export const ERROR_CODES = [
  'input/missing',
  'input/unknown',
  'input/type',
  'input/length',
  'input/picture',
  'input/picture-size',
  'output/unknown',
  'output/type',
  'output/length',
  'output/picture-size',
  'disposed',
  'file/unreachable',
  'file/size',
  'file/hash',
  'set/unknown',
  'target/unknown',
  'target/unavailable',
  'target/forbidden',
  'target/memory',
  'threads/invalid',
  'threads/failed',
  'gpu/failed',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
