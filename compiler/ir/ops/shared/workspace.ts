import { roundUp } from '../../layout.js';
import type { WorkspaceTensor } from '../../op.js';
import { elementCount } from '../../types.js';

/** Tensors of a workspace one behind the other, each of which begins with a whole vector. */
export function oneBehindTheOther(
  tensors: readonly Omit<WorkspaceTensor, 'offset'>[],
): WorkspaceTensor[] {
  let end = 0;
  return tensors.map((tensor) => {
    const offset = end;
    end += roundUp(elementCount(tensor.shape), 4);
    return { ...tensor, offset };
  });
}
