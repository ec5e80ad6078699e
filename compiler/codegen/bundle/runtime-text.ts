import type { Parts } from '../../../runtime/parts.js';
import type { Value } from '../../ir/graph.js';
import type { Program } from '../program.js';
import { requiredLimits } from './manifest.js';
import type { PartName } from './runtime-text.generated.js';
import { runtimeNames, runtimeUnits } from './runtime-text.generated.js';

/** One, several, or one around another, which is its argument. */
type Named =
  PartName | readonly PartName[] | { readonly around: PartName; readonly part: PartName };

type NamedParts = Record<keyof Parts, Named | undefined>;

/** What of the runtime a program's bundle has besides the core. */
export function partsOf(program: Program) {
  const { wasm, webgpu, others = [] } = program;
  const programs = [program, ...others];
  const inputs = programs.flatMap((each) => each.inputs);
  const outputs = programs.flatMap((each) => each.outputs);
  const states = programs.flatMap((each) => each.states);
  const relaxed = wasm?.relaxed && 'relaxed';
  const targets: PartName[] = [];
  const isLarge = programs.some((each) => each.webgpu && requiredLimits(each, each.webgpu));
  if (webgpu) targets.push(isLarge ? 'largeWebgpu' : 'webgpu');
  if (wasm) targets.push(wasm.threads ? 'threads' : 'wasm');
  const images = inputs.map(({ input }) => input).filter(({ image }) => image);
  const anySize = images.some(({ image }) => image?.fit);
  const lists = images.some(({ value }) => value.type.shape[0] > 1);
  const pixels = lists ? 'pixelLists' : 'pixels';
  const pictures = lists ? 'pictureLists' : 'pictures';
  const part = images.length === 0 ? 'tensors' : anySize ? pictures : pixels;
  const written = outputs.some(({ output }) => output.image) ? 'images' : 'arrays';
  const takesIntegers = inputs.some(({ input }) => isInteger(input));
  const givesIntegers = outputs.some(({ output }) => isInteger(output));
  return {
    targets,
    choose: others.length === 0 ? relaxed : relaxed ? 'relaxedSizes' : 'sizes',
    inputs: takesIntegers ? { around: 'integerInputs', part } : part,
    states: states.length > 0 ? 'states' : undefined,
    outputs: givesIntegers ? { around: 'integerOutputs', part: written } : written,
  } as const satisfies NamedParts;
}

function isInteger({ value }: { readonly value: Value }): boolean {
  return value.type.element !== 'f32';
}

/** The end of a bundle's module, which exports `load` and `NetloomError`; it reads `NETLOOM`. */
export function runtimeText(program: Program): string {
  const { loadBundle, NetloomError } = runtimeNames;
  const parts: NamedParts = partsOf(program);
  const used = Object.values(parts).flatMap(namesOf);
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

function namesOf(parts: Named | undefined): readonly PartName[] {
  if (parts === undefined) return [];
  if (typeof parts === 'string') return [parts];
  return 'around' in parts ? [parts.around, parts.part] : parts;
}

/** A part as the units' text calls it, or the list of several, or a call. */
function nameOf(parts: Named): string {
  if (typeof parts === 'string') return runtimeNames[parts];
  if ('around' in parts) return `${runtimeNames[parts.around]}(${runtimeNames[parts.part]})`;
  return `[${parts.map((part) => runtimeNames[part]).join()}]`;
}
