import type { Diagnostic, Label, Span } from '../diagnostics/diagnostic.js';
import { nearestName } from '../diagnostics/nearest.js';
import type { Shape } from '../ir/types.js';
import { sameShape, typeText } from '../ir/types.js';
import type { WantedParameter } from './bind.js';
import { dtypesFor } from './dtype.js';
import { listed, quote } from './quote.js';
import type { SelectedTensor } from './select-tensors.js';
import type { NameDifference } from './suggest-selection.js';
import { nameDifference, unusedParts } from './suggest-selection.js';

/** A parameter and the tensor of its name, which it cannot take. */
export interface Misfit {
  readonly parameter: WantedParameter;
  readonly tensor: SelectedTensor;
}

/** Everything that keeps the tensors of a file from being the parameters of a network. */
export interface Misfits {
  readonly file: string;
  readonly wanted: readonly WantedParameter[];
  /** All tensors, under the names of parameters. */
  readonly tensors: ReadonlyMap<string, SelectedTensor>;
  readonly missing: readonly WantedParameter[];
  readonly shape: readonly Misfit[];
  readonly dtype: readonly Misfit[];
  readonly unused: readonly SelectedTensor[];
}

/**
 * One error for each kind of misfit, with all that there are of it: a name that is written
 * differently is the cause of hundreds. What is unused beside something missing is the same mistake.
 */
export function misfitDiagnostics(misfits: Misfits): Diagnostic[] {
  const { missing, shape, dtype, unused } = misfits;
  return [
    ...(missing.length > 0 ? [missingDiagnostic(misfits)] : []),
    ...(shape.length > 0 ? [shapeDiagnostic(misfits)] : []),
    ...(dtype.length > 0 ? [dtypeDiagnostic(misfits)] : []),
    ...(unused.length > 0 && missing.length === 0 ? [unusedDiagnostic(misfits)] : []),
  ];
}

function missingDiagnostic(misfits: Misfits): Diagnostic {
  const { file, wanted, tensors, missing, unused } = misfits;
  const [first] = missing;
  const single = missing.length === 1;
  const many =
    missing.length === wanted.length
      ? `all ${wanted.length}`
      : `${missing.length} of the ${wanted.length}`;
  const difference = nameDifference(
    wanted.map(({ name }) => name),
    new Set(tensors.keys()),
  );
  const near = new Map(
    missing
      .slice(0, MOST_COMPARED)
      .map(({ name, shape }) => [name, suggestion(name, shape, unused)]),
  );
  const nearFirst = near.get(first.name);
  const nearFirstText = single && nearFirst !== undefined ? isIt(nearFirst) : undefined;
  const hint = difference === undefined ? nearFirstText : selectionHint(difference);
  return {
    severity: 'error',
    code: 'weights/missing',
    title: single
      ? `${file} has no ${quote(first.name)} ${typeText(first.data.type)}`
      : `${file} lacks ${many} tensors that the network needs`,
    ...atLayers(missing),
    // One difference explains them all.
    ...(difference === undefined ? notesOf(missingNotes(misfits, near)) : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** What is missing, with what it may be called; and what else is in the file. */
function missingNotes(
  { missing, unused }: Misfits,
  near: ReadonlyMap<string, string | undefined>,
): string[] {
  const notes = missing.map(({ name, data }) => {
    const other = near.get(name);
    const text = `${quote(name)} ${typeText(data.type)}`;
    return other === undefined ? text : `${text}: ${isIt(other)}`;
  });
  const named = new Set(near.values());
  const left = unused.filter(({ nameInFile }) => !named.has(nameInFile)).map(unusedText);
  return [
    ...(missing.length === 1 ? [] : listed(notes)),
    ...(left.length === 0 ? [] : [`the network does not use ${listed(left).join(', ')}`]),
  ];
}

function isIt(name: string): string {
  return `is it ${quote(name)} in the file?`;
}

/** Each of them is compared with every unused name. */
const MOST_COMPARED = 8;
const MOST_CANDIDATES = 5000;

/** A tensor of the right shape that nobody wants is the likeliest to be the same by another name. */
function suggestion(
  name: string,
  shape: Shape,
  unused: readonly SelectedTensor[],
): string | undefined {
  const candidates = unused.slice(0, MOST_CANDIDATES);
  const fitting = candidates.filter((tensor) => sameShape(tensor.shape, shape)).map(nameOf);
  return (
    nearestName(name, fitting) ??
    (fitting.length === 1 ? fitting[0] : nearestName(name, candidates.map(nameOf)))
  );
}

/** What to write when names differ in their beginnings only. */
function selectionHint({ inFile, inNetwork }: NameDifference): string {
  if (inNetwork === '') {
    return (
      `names in the file begin with ${quote(inFile)}: write (prefix = ${quote(inFile)}) behind ` +
      `the file's name, or --weights-prefix ${inFile} on the command line`
    );
  }
  const [from, to] = [quote(`${inFile}*`), quote(`${inNetwork}*`)];
  const instead = inFile === '' ? 'not in the file' : `with ${quote(inFile)} in the file`;
  return (
    `names begin with ${quote(inNetwork)} in the network, but ${instead}: ` +
    `write (rename = [[${from}, ${to}]]) behind the file's name`
  );
}

function shapeDiagnostic({ file, shape }: Misfits): Diagnostic {
  const [{ parameter, tensor }] = shape;
  const single = shape.length === 1;
  const transposed = shape.some(
    (each) => each.tensor.shape.length > 1 && isRearranged(each.tensor.shape, each.parameter.shape),
  );
  return {
    severity: 'error',
    code: 'weights/shape',
    title: single
      ? `${called(parameter, tensor)} is [${tensor.shape.join(',')}] in ${file}, ` +
        `but the network needs [${parameter.shape.join(',')}]`
      : `${shape.length} tensors of ${file} have other shapes than the network needs`,
    ...atLayers(shape.map((each) => each.parameter)),
    ...notesOf(
      single
        ? []
        : listed(
            shape.map(
              (each) =>
                `${called(each.parameter, each.tensor)} is [${each.tensor.shape.join(',')}], ` +
                `not [${each.parameter.shape.join(',')}]`,
            ),
          ),
    ),
    ...(transposed ? { hint: TRANSPOSED } : {}),
  };
}

const TRANSPOSED =
  'weights are [out, in] and [out, in, height, width], as in PyTorch; ' +
  'Keras and JAX keep them as [in, out] and [height, width, in, out]';

/** The same extents in another order. */
function isRearranged(a: readonly number[], b: readonly number[]): boolean {
  const sorted = (shape: readonly number[]): number[] => [...shape].sort((x, y) => x - y);
  return sameShape(sorted(a), sorted(b));
}

function dtypeDiagnostic({ file, dtype }: Misfits): Diagnostic {
  const [{ parameter, tensor }] = dtype;
  const single = dtype.length === 1;
  return {
    severity: 'error',
    code: 'weights/dtype',
    title: single
      ? `${called(parameter, tensor)} has dtype ${tensor.dtype} in ${file}`
      : `${dtype.length} tensors of ${file} have types that parameters are not read from`,
    ...atLayers(dtype.map((each) => each.parameter)),
    ...notesOf(
      single
        ? []
        : listed(
            dtype.map((each) => `${called(each.parameter, each.tensor)} is ${each.tensor.dtype}`),
          ),
    ),
    hint: dtypeHint(parameter),
  };
}

function dtypeHint({ element }: WantedParameter): string {
  const dtypes = dtypesFor(element).join(', ');
  return element === 'f32'
    ? `parameters are read from ${dtypes}; tensor.float() makes F32 of any other`
    : `parameters of ${element} are read from ${dtypes}; tensor.long() makes I64 of any other`;
}

function unusedDiagnostic({ file, tensors, unused }: Misfits): Diagnostic {
  const unusedNames = new Set(unused.map(nameOf));
  const used = [...tensors.values()].map(nameOf).filter((name) => !unusedNames.has(name));
  const parts = unusedParts(unused.map(nameOf), used);
  const patterns = parts?.map((part) => quote(part)).join(', ');
  const text = parts?.length === 1 ? patterns : `[${patterns ?? ''}]`;
  return {
    severity: 'error',
    code: 'weights/unused',
    title:
      `${file} holds ${unused.length === 1 ? 'a tensor' : `${unused.length} tensors`} ` +
      'that the network does not use',
    notes: listed(unused.map(unusedText)),
    hint:
      `if that is meant, write (allow_unused = ${parts === undefined ? 'true' : (text ?? '')}) ` +
      `behind the file's name, or --allow-unused on the command line`,
  };
}

function unusedText({ nameInFile, shape }: SelectedTensor): string {
  return `${quote(nameInFile)} [${shape.join(',')}]`;
}

function nameOf({ nameInFile }: SelectedTensor): string {
  return nameInFile;
}

/** `"c1.weight"`, and its name in the file where that is another. */
function called({ name }: WantedParameter, { nameInFile }: SelectedTensor): string {
  return name === nameInFile ? quote(name) : `${quote(name)} (${quote(nameInFile)})`;
}

function notesOf(notes: readonly string[]): Pick<Diagnostic, 'notes'> {
  return notes.length === 0 ? {} : { notes };
}

/** How many layers are shown in their lines. */
const MOST_LAYERS = 3;

/** The layers that need the parameters, each once. */
function atLayers(
  parameters: readonly WantedParameter[],
): Pick<Diagnostic, 'primary' | 'secondary'> {
  const layers = new Map<string, { readonly span: Span; readonly names: string[] }>();
  for (const { name, span } of parameters) {
    if (span === undefined) continue;
    const key = `${span.file}:${span.start}:${span.end}`;
    const layer = layers.get(key) ?? { span, names: [] };
    layer.names.push(name);
    layers.set(key, layer);
  }
  const [primary, ...secondary] = [...layers.values()]
    .slice(0, MOST_LAYERS)
    .map(({ span, names }): Label => ({ span, message: needs(names, parameters.length) }));
  if (primary === undefined) return {};
  return secondary.length === 0 ? { primary } : { primary, secondary };
}

function needs(names: readonly string[], of: number): string {
  if (of === 1) return 'this layer needs it';
  const more = names.length - 1;
  return `this layer needs ${quote(names[0])}${more > 0 ? ` and ${more} more` : ''}`;
}
