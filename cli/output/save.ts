import { extname } from 'node:path';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';
import type { GraphOutput } from '../../compiler/ir/graph.js';
import { floats, zeros } from '../../compiler/ir/tensor.js';
import { typeText } from '../../compiler/ir/types.js';
import { writeFiles } from '../files/write.js';
import type { Context } from '../context.js';
import { encodeNpy } from './npy.js';
import { encodePicture } from './png.js';
import type { Answers } from './runs.js';
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

/** Throws a DiagnosticError where a picture is to be made of what several runs give. */
export function requireSavable(saves: readonly Save[], runs: number): void {
  const picture = saves.find(({ file }) => isPng(file));
  if (runs === 1 || picture === undefined) return;
  fail({
    code: 'save/runs',
    title: `output ${picture.output} is a picture in each of ${runs} runs, but ${picture.file} is one`,
    hint: 'save them as .npy',
  });
}

/** Writes outputs to files, those of several runs as one array; returns remarks. `sources` must not be overwritten. */
export async function saveOutputs(
  context: Context,
  saves: readonly Save[],
  answers: Answers,
  sources: readonly string[],
): Promise<string[]> {
  const notes: string[] = [];
  const chunks = saves.flatMap(({ output: name, file }) => {
    const outputs = answers.map((each) => each.filter((output) => output.name === name)).flat();
    return outputs.length === 0
      ? []
      : [{ path: file, bytes: encodeOutput(stacked(outputs), file, notes) }];
  });
  for (const { path } of await writeFiles(context, chunks, { sources }))
    notes.push(`wrote ${path}`);
  return notes;
}

/** What several runs gave, along an axis more in front. */
function stacked(outputs: readonly ShownOutput[]): ShownOutput {
  const [first] = outputs;
  if (outputs.length === 1) return first;
  const shape = [outputs.length, ...first.shape];
  const { data } = zeros({ element: first.element, shape });
  for (const [run, output] of outputs.entries()) data.set(output.data, run * output.data.length);
  return { ...first, shape, data };
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
