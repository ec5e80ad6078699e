import { fail } from '../diagnostics/diagnostic.js';
import type { ConstantData } from './graph.js';
import type { TensorType } from './types.js';

/** A tensor that the weights must supply under the name `label`; reading it before they are bound fails. */
export function parameterData(label: string, type: TensorType): ConstantData {
  return { kind: 'constant-data', label, type, parameter: true, read: () => unbound(label) };
}

function unbound(label: string): never {
  return fail({
    code: 'weights/unbound',
    title: `the parameter \`${label}\` has no values: no weights are bound`,
    hint: 'name a safetensors file with `weights "…"` or `--weights`, or use `--weights random:1`',
  });
}
