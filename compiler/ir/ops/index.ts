import type { OpDefinition } from '../op.js';
import { add } from './add.js';
import { constant } from './constant.js';
import { conv2d } from './conv2d.js';
import { relu } from './relu.js';

/** Every op by name. Adding an op means adding its file and its line here. */
export const OPS = {
  add,
  constant,
  conv2d,
  relu,
};

export type OpName = keyof typeof OPS;

/** The definition of `name`, with its attribute type erased for code that treats all ops alike. */
export function opDefinition(name: OpName): OpDefinition {
  return OPS[name] as unknown as OpDefinition;
}
