import { printGraph, printLines } from '../../compiler/ir/print.js';
import { tilingText } from '../../compiler/codegen/schedule/plan.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { typeText } from '../../compiler/ir/types.js';
import type { Context } from '../context.js';
import { placeText } from '../place.js';
import { diffLines, hunks } from '../text/diff.js';
import { table } from '../text/table.js';
import { byteSize, extents, grouped, magnitude } from '../text/units.js';
import type { Inspection } from './inspection.js';
import type { KernelView } from './kernels.js';
import { arenaSummary, memoryMapText } from './memory-map.js';
import type { Stage } from './passes.js';
import type { ReceptiveField } from './receptive-field.js';
import type { Tile, WinogradLayer } from './winograd.js';

/** Each view is the lines of one part of what `inspect` prints. */

/** What goes in and out, what it costs, which passes changed it, which kernels run. */
export function summaryView(context: Context, inspection: Inspection): string[] {
  const { graph, stages, kernels, memory, totals } = inspection;
  const { bold } = context.colors.out;
  const changed = stages.filter(({ before, after }) => before !== after);
  return [
    bold(graph.name),
    ...graph.inputs.map(({ value }) => `  input  ${value.name}: ${typeText(value.type)}`),
    ...graph.outputs.map(({ name, value }) => `  output ${name}: ${typeText(value.type)}`),
    `  ${grouped(totals.parameters)} parameters, ${magnitude(totals.macs)} multiply-accumulates`,
    `  ${arenaSummary(memory)}`,
    `  changed by ${changed.map(({ name }) => name).join(', ')}`,
    '',
    ...layersView(context, inspection),
    '',
    bold('kernels'),
    ...table(
      [{ title: 'kernel' }, { title: 'computes' }, { title: 'source' }],
      kernels.map((kernel) => [kernel.name, stepsText(kernel), place(context, kernel.span)]),
    ),
  ];
}

/** A row per layer and the sums, and what Winograd's method may round. */
export function layersView(context: Context, inspection: Inspection): string[] {
  const rounding = roundingView(context, inspection);
  return [...layerTable(context, inspection), ...(rounding.length === 0 ? [] : ['', ...rounding])];
}

function layerTable(context: Context, { layers, totals }: Inspection): string[] {
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    extents(layer.outputShape),
    grouped(layer.parameters),
    grouped(layer.macs),
    byteSize(layer.activationBytes),
    fieldText(layer.receptiveField),
    place(context, layer.span),
  ]);
  const total = ['total', '', '', grouped(totals.parameters), grouped(totals.macs), '', '', ''];
  return table(
    [
      { title: 'layer' },
      { title: 'op' },
      { title: 'output', align: 'right' },
      { title: 'parameters', align: 'right' },
      { title: 'MACs', align: 'right' },
      { title: 'memory', align: 'right' },
      { title: 'sees', align: 'right' },
      { title: 'source' },
    ],
    [...rows, total],
  );
}

/** The bounds on rounding of the layers that Winograd's method computes. */
function roundingView(context: Context, { winograd }: Inspection): string[] {
  if (winograd.length === 0) return [];
  const digits = (value: number | undefined): string => value?.toExponential(1) ?? '';
  const other = ({ others }: WinogradLayer, tile: Tile): string =>
    digits(others.find((each) => each.tile === tile)?.bound);
  return [
    'Rounding of layers that Winograd’s method computes: an output is off by at most the bound',
    'times the largest value in its tile of the input times Σ|w| of its channel. `winograd = 2`',
    'or `winograd = off` in a layer, or --winograd for all, gives a smaller one.',
    '',
    ...table(
      [
        { title: 'layer' },
        { title: 'computed as' },
        { title: 'bound', align: 'right' },
        { title: 'with 2', align: 'right' },
        { title: 'off', align: 'right' },
        { title: 'reads up to', align: 'right' },
        { title: 'error up to', align: 'right' },
        { title: 'source' },
      ],
      winograd.map((layer) => [
        layer.name,
        layer.form,
        digits(layer.bound),
        other(layer, 2),
        other(layer, 'off'),
        layer.reads === undefined ? '' : String(Number(layer.reads.toPrecision(3))),
        digits(layer.largestError),
        place(context, layer.span),
      ]),
    ),
  ];
}

function fieldText(field: ReceptiveField | undefined): string {
  return field === undefined ? '' : field.size.join('×');
}

/** The graph after a pass, every line with its place in the source. */
export function graphView(context: Context, { stages }: Inspection, after: string): string[] {
  const stage = stageNamed(stages, after);
  const position = (span: Span): string | undefined => placeText(context.sources, span);
  return printGraph(stage.after, { position }).trimEnd().split('\n');
}

/** What the passes changed, or one of them: lines taken away and added, with a few around them. */
export function changesView(
  context: Context,
  { stages }: Inspection,
  after: string | undefined,
): string[] {
  const { bold, red, green, dim } = context.colors.out;
  const chosen = after === undefined ? stages.slice(1) : [stageNamed(stages, after)];
  const paint = {
    same: (text: string) => dim(`  ${text}`),
    removed: (text: string) => red(`- ${text}`),
    added: (text: string) => green(`+ ${text}`),
  };
  return chosen.flatMap(({ name, why, before, after: result }, index) => {
    const lines = diffLines(textLines(before), textLines(result));
    const changed = lines.some(({ kind }) => kind !== 'same');
    const title = `${bold(name)}: ${changed ? why : 'changed nothing'}`;
    if (!changed) return [title];
    const body = hunks(lines, 1).map(({ kind, text }) => paint[kind](text));
    const last = index === chosen.length - 1;
    return [title, ...body, ...(last ? [] : [''])];
  });
}

function textLines(graph: Parameters<typeof printLines>[0]): string[] {
  return printLines(graph).flatMap((line) => line.split('\n'));
}

/** How every constant is stored, each once, and the bytes of all. */
export function constantsView({ kernels }: Inspection): string[] {
  const distinct = new Map(
    kernels.flatMap((kernel) =>
      kernel.constants.map((constant) => [
        `${constant.label} ${constant.packing}`,
        { ...constant, kernel: kernel.value },
      ]),
    ),
  );
  const rows = [...distinct.values()];
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  return table(
    [
      { title: 'constant' },
      { title: 'type' },
      { title: 'packing' },
      { title: 'bytes', align: 'right' },
      { title: 'read for' },
    ],
    [
      ...rows.map(({ label, type, packing, bytes, kernel }) => [
        label,
        type,
        packing,
        grouped(bytes),
        kernel,
      ]),
      ['total', '', '', grouped(total), ''],
    ],
  );
}

export function memoryView({ planned, memory }: Inspection): string[] {
  return memoryMapText(planned, memory);
}

/** A kernel at every level below the graph. */
export function kernelView(context: Context, kernel: KernelView): string[] {
  const { bold } = context.colors.out;
  const { wasm, webgpu } = kernel.loops();
  const part = (title: string, texts: readonly string[]): string[] => [
    '',
    bold(title),
    ...texts.flatMap((text) => text.trimEnd().split('\n')),
  ];
  const source = place(context, kernel.span);
  const { tilings } = kernel;
  return [
    `${bold(kernel.name)} computes ${stepsText(kernel)}${source === '' ? '' : `, ${source}`}`,
    ...tilings.map((tiling) => `tile on wasm: ${tilingText(tiling)}`),
    ...part('loops for WebAssembly', [wasm]),
    ...part('WAT', [kernel.wat()]),
    ...part('loops for WebGPU', webgpu),
    ...part('WGSL', kernel.wgsl()),
  ];
}

/** `c1 → tanh`: the values along the kernel's chain of ops. */
function stepsText({ steps }: KernelView): string {
  return steps.map(({ value }) => value).join(' → ');
}

function place(context: Context, span: Span | undefined): string {
  return span === undefined ? '' : (placeText(context.sources, span) ?? '');
}

function stageNamed(stages: readonly Stage[], wanted: string): Stage {
  const stage = stages.find(({ name }) => name === wanted);
  if (stage !== undefined) return stage;
  return fail({ code: 'inspect/pass', title: `there is no pass "${wanted}"` });
}
