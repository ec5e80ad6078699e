import type { OnnxModel } from '../model.js';
import { ELEMENT_TYPE } from '../model.js';

/**
 * What ONNX Runtime has no kernel for on bools is done on their bytes: `inputs` are bools, and `add` adds
 * what computes a tensor from tensors of u8.
 */
export function boolsAsBytes(
  model: OnnxModel,
  inputs: readonly string[],
  output: string,
  add: (inputs: readonly string[], output: string) => void,
): void {
  const bytes = inputs.map((input) => {
    const name = model.fresh(`${input}.bytes`);
    model.node('Cast', [input], name, { to: ELEMENT_TYPE.u8 });
    return name;
  });
  const result = model.fresh(`${output}.bytes`);
  add(bytes, result);
  model.node('Cast', [result], output, { to: ELEMENT_TYPE.bool });
}
