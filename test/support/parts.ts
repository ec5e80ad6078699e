import { partsOf } from '../../compiler/codegen/bundle/runtime-text.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { TargetLoader } from '../../runtime/load.js';
import { arrays } from '../../runtime/parts/arrays.js';
import { images } from '../../runtime/parts/images.js';
import { integerInputs } from '../../runtime/parts/integerInputs.js';
import { integerOutputs } from '../../runtime/parts/integerOutputs.js';
import { pictureLists } from '../../runtime/parts/pictureLists.js';
import { pictures } from '../../runtime/parts/pictures.js';
import { pixelLists } from '../../runtime/parts/pixelLists.js';
import { pixels } from '../../runtime/parts/pixels.js';
import { states } from '../../runtime/parts/states.js';
import { tensors } from '../../runtime/parts/tensors.js';
import type { Parts } from '../../runtime/parts.js';
import type { Target } from '../../runtime/load.js';

/** The runtime's parts for a program's inputs and outputs, as its bundle has them, and these targets. */
export function partsWith(program: Program, ...targets: readonly TargetLoader<Target>[]): Parts {
  const { inputs, outputs, states: kept } = partsOf(program);
  const readers = { tensors, pixels, pictures, pixelLists, pictureLists };
  const writers = { arrays, images };
  return {
    targets,
    inputs: typeof inputs === 'string' ? readers[inputs] : integerInputs(readers[inputs.part]),
    outputs: typeof outputs === 'string' ? writers[outputs] : integerOutputs(writers[outputs.part]),
    ...(kept && { states }),
  };
}
