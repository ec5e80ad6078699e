import { writeSafetensors } from '../../compiler/weights/index.js';

/** A safetensors file of F32 tensors; those without a shape are vectors. */
export function safetensorsFile(
  tensors: Readonly<Record<string, readonly number[]>>,
  shapes: Readonly<Record<string, readonly number[]>> = {},
): Uint8Array {
  const written = Object.entries(tensors).map(([name, values]) => ({
    name,
    shape: Object.hasOwn(shapes, name) ? shapes[name] : [values.length],
    read: () => Float32Array.from(values),
  }));
  return Buffer.concat([...writeSafetensors(written)]);
}
