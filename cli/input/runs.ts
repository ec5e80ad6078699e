/**
 * What is given for an input, run after run. A piece is what one file may hold: the tensor of a run, or a picture of
 * those that are one input together.
 */

import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { zeros } from '../../compiler/ir/tensor.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount } from '../../compiler/ir/types.js';
import { isInteger } from '../../compiler/weights/index.js';
import { describeInput, sourceText } from './describe-input.js';

/** An input as if it took one piece alone. */
export function pieceOf(input: GraphInput): GraphInput {
  if (input.image === undefined) return input;
  const { value } = input;
  const { type } = value;
  return { ...input, value: { ...value, type: { ...type, shape: [1, ...type.shape.slice(1)] } } };
}

/** Elements, of a shape that `requireShape` lets through, as pieces. */
export function split(input: GraphInput, elements: Elements): Elements[] {
  const count = elementCount(pieceOf(input).value.type.shape);
  return Array.from({ length: elements.length / count }, (_, at) =>
    elements.subarray(at * count, (at + 1) * count),
  );
}

/** Pieces as tensors of one run after another. Throws a DiagnosticError `input/batch` where some are left over. */
export function together(input: GraphInput, pieces: readonly Elements[]): Elements[] {
  const { shape } = input.value.type;
  const each = elementCount(shape) / elementCount(pieceOf(input).value.type.shape);
  if (each === 1) return [...pieces];
  if (pieces.length % each !== 0) failCount(input, pieces.length);
  return Array.from({ length: pieces.length / each }, (_, run) => {
    const { data } = zeros(input.value.type);
    const count = data.length / each;
    for (let at = 0; at < each; at++) data.set(pieces[run * each + at], at * count);
    return data;
  });
}

/**
 * The tensors of each run by the names of inputs, of which some are given for each run and others once for all.
 * Throws a DiagnosticError `input/runs` where two are given for different numbers of runs.
 */
export function runsOf(
  values: ReadonlyMap<string, readonly Elements[]>,
): Record<string, Elements>[] {
  const several = [...values].filter(([, data]) => data.length > 1);
  const [name, { length: count }] = several.at(0) ?? ['', { length: 1 }];
  const other = several.find(([, data]) => data.length !== count);
  if (other !== undefined) {
    fail({
      code: 'input/runs',
      title: `input ${name} is given for ${count} runs, but ${other[0]} for ${other[1].length}`,
      hint: 'give each for as many, or once where it is the same in all',
    });
  }
  // Entries make properties of their own also of names like `__proto__`.
  return Array.from({ length: count }, (_, run) =>
    Object.fromEntries(
      [...values].map(([input, data]) => [input, data[data.length > 1 ? run : 0]]),
    ),
  );
}

function failCount(input: GraphInput, count: number): never {
  const { name, type } = input.value;
  fail({
    code: 'input/batch',
    title:
      `input ${describeInput(input)} takes ${type.shape[0]} pictures a run, ` +
      `but ${count} ${count === 1 ? 'was' : 'were'} given`,
    hint: `write --input ${name}=FILE for each picture, or give all as one .npy or .safetensors file`,
  });
}

/** What is to be done about another number of elements than the input takes. */
export function countHint({ value: { type } }: GraphInput, given: number): string {
  const count = elementCount(type.shape);
  if (given > count) return `leave ${given - count} out`;
  const sequence = isInteger(type.element) && type.shape.at(-1) === count;
  const padding = sequence ? ', which for a shorter sequence is its padding, often 0' : '';
  return `add ${count - given} more${padding}`;
}

/**
 * The shape has to be the input's, or that with an axis more in front, for several runs; axes of extent 1 in front
 * may be left out. Throws a DiagnosticError `input/shape`.
 */
export function requireShape(input: GraphInput, source: string, shape: Shape): void {
  if (isShapeOfRuns(input, shape)) return;
  const wanted = input.value.type.shape;
  const isMore = elementCount(shape) > elementCount(wanted);
  fail({
    code: 'input/shape',
    title: `input ${describeInput(input)} was given shape [${shape.join(',')}] by ${sourceText(input, source)}`,
    ...(elementCount(shape) === elementCount(wanted)
      ? {}
      : {
          hint:
            isMore && significant(shape).length > 1
              ? `several runs have an axis more in front: [n,${wanted.join(',')}]`
              : countHint(input, elementCount(shape)),
        }),
  });
}

function isShapeOfRuns(input: GraphInput, shape: Shape): boolean {
  const wanted = significant(input.value.type.shape);
  const piece = significant(pieceOf(input).value.type.shape);
  const given = significant(shape);
  const isOf = (extents: Shape, one: Shape): boolean => significant(extents).join() === one.join();
  return (
    elementCount(given) > 0 &&
    [wanted, piece].some((one) => isOf(given, one) || isOf(given.slice(1), one))
  );
}

/** Without axes of extent 1 in front. */
function significant(shape: Shape): Shape {
  const first = shape.findIndex((extent) => extent !== 1);
  return first < 0 ? [] : shape.slice(first);
}
