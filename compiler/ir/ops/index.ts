import type { OpDefinition } from '../op.js';
import { OPS } from './registry.generated.js';

/** Every op by name: the files of this folder. */
export { OPS };

export type OpName = keyof typeof OPS;

/** The definition of `name`, with its attribute type erased for code that treats all ops alike. */
export function opDefinition(name: OpName): OpDefinition {
  return OPS[name];
}
