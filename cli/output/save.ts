import { extname } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';
import type { GraphOutput } from '../../compiler/ir/graph.js';
import { floats } from '../../compiler/ir/tensor.js';
import { typeText } from '../../compiler/ir/types.js';
import { writeFiles } from '../files/write.js';
import type { Context } from '../context.js';
import { encodeNpy } from './npy.js';
import { encodePicture } from './png.js';
import type { ShownOutput } from './show.js';

/** A `--save` that names an output of the network and a file of a known kind. */
export interface Save {
  readonly output: string;
  readonly file: string;
}

/** Checks `NAME=FILE` (or `FILE` where there is one output) before anything is computed. */
export function parseSaves(outputs: readonly GraphOutput[], texts: readonly string[]): Save[] {
  return texts.map((text) => {
    const names = outputs.map(({ name }) => name);
    const split = text.indexOf('=');
    const output = split < 0 && names.length === 1 ? names[0] : text.slice(0, Math.max(0, split));
    const file = text.slice(split + 1);
    if (!names.includes(output)) {
      const near = nearestName(output, names);
      fail({
        code: 'save/unknown',
        title:
          split < 0
            ? `--save ${text} does not say which output to save`
            : `the network has no output named "${output}"`,
        notes: [`its outputs are ${names.join(', ')}`],
        hint: `write --save ${near ?? names[0]}=${file}`,
      });
    }
    if (!['.png', '.npy'].includes(extname(file).toLowerCase())) {
      fail({
        code: 'save/format',
        title: `${file} has a format that is not known here`,
        hint: 'an output is saved as .png or .npy',
      });
    }
    if (isPng(file)) requirePicture(outputs[names.indexOf(output)], file);
    return { output, file };
  });
}

function isPng(file: string): boolean {
  return extname(file).toLowerCase() === '.png';
}

/** A PNG file takes an output that is declared as one picture. */
function requirePicture({ name, value, image }: GraphOutput, file: string): void {
  const { shape } = value.type;
  const output = `output ${name}: ${typeText(value.type)}`;
  if (image === undefined) {
    const canBe = shape.length === 4 && shape[0] === 1 && [1, 3, 4].includes(shape[1]);
    const primary = value.span && { span: value.span, message: 'computed here' };
    fail({
      code: 'save/no-image',
      title: `${output} is no image, but ${file} is a picture`,
      ...(primary && { primary }),
      hint: canBe
        ? `say in the source what its numbers mean: \`output ${name}: image(scale = 1 / 255)\` for 0 … 1`
        : 'save it as .npy',
    });
  }
  if (shape[0] !== 1) {
    fail({
      code: 'save/batch',
      title: `${output} is ${shape[0]} pictures, but ${file} is one`,
      hint: 'save them as .npy',
    });
  }
}

/** Writes outputs to files; returns remarks. `sources` must not be overwritten. */
export async function saveOutputs(
  context: Context,
  saves: readonly Save[],
  outputs: readonly ShownOutput[],
  sources: readonly string[],
): Promise<string[]> {
  const notes: string[] = [];
  const chunks = saves.flatMap(({ output: name, file }) => {
    const output = outputs.find((candidate) => candidate.name === name);
    return output === undefined ? [] : [{ path: file, bytes: encodeOutput(output, file, notes) }];
  });
  for (const { path } of await writeFiles(context, chunks, { sources }))
    notes.push(`wrote ${path}`);
  return notes;
}

function encodeOutput(
  { element, shape, data, image }: ShownOutput,
  file: string,
  notes: string[],
): Uint8Array {
  if (!image || !isPng(file)) return encodeNpy({ element, shape }, data);
  const { bytes, clamped } = encodePicture(shape, floats({ data }), image);
  if (clamped > 0) {
    notes.push(`${file}: ${clamped} of ${data.length} values lie outside 0 … 255 and were clamped`);
  }
  return bytes;
}
