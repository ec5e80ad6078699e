import type { Parts } from '../../../runtime/parts.js';
import type { Program } from '../program.js';
import { requiredLimits } from './manifest.js';
import type { PartName } from './runtime-text.generated.js';
import { runtimeNames, runtimeUnits } from './runtime-text.generated.js';

type NamedParts = Record<keyof Parts, PartName | readonly PartName[] | undefined>;

/** What of the runtime a program's bundle has besides the core. */
export function partsOf(program: Program) {
  const { wasm, webgpu, inputs, outputs } = program;
  const targets: PartName[] = [];
  if (webgpu) targets.push(requiredLimits(program, webgpu) ? 'largeWebgpu' : 'webgpu');
  if (wasm) targets.push(wasm.threads ? 'threads' : 'wasm');
  const images = inputs.map(({ input }) => input).filter(({ image }) => image);
  const anySize = images.some(({ image }) => image?.fit);
  const lists = images.some(({ value }) => value.type.shape[0] > 1);
  const pixels = lists ? 'pixelLists' : 'pixels';
  const pictures = lists ? 'pictureLists' : 'pictures';
  return {
    targets,
    relaxed: wasm?.relaxed && 'relaxed',
    inputs: images.length === 0 ? 'tensors' : anySize ? pictures : pixels,
    outputs: outputs.some(({ output }) => output.image) ? 'images' : 'arrays',
  } as const satisfies NamedParts;
}

/** The end of a bundle's module, which exports `load` and `NetloomError`; it reads `NETLOOM`. */
export function runtimeText(program: Program): string {
  const { loadBundle, NetloomError } = runtimeNames;
  const parts: NamedParts = partsOf(program);
  const used = Object.values(parts).flat();
  const units = runtimeUnits.filter((unit) => unit.parts.some((part) => used.includes(part)));
  const object = Object.entries(parts).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}:${nameOf(value)}`,
  );
  return [
    ...units.map(({ text }) => text),
    `export const load=o=>${loadBundle}(NETLOOM,{${object.join()}},o);`,
    `export{${NetloomError} as NetloomError};\n`,
  ].join('\n');
}

/** A part as the units' text calls it, or the list of several. */
function nameOf(parts: PartName | readonly PartName[]): string {
  return typeof parts === 'string'
    ? runtimeNames[parts]
    : `[${parts.map((part) => runtimeNames[part]).join()}]`;
}
