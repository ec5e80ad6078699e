import type { Context } from '../../context.js';
import { placeCell, sourceJson } from '../../place.js';
import type { Cell } from '../../text/table.js';
import { table } from '../../text/table.js';
import { byteSize, extents, grouped, magnitude } from '../../text/units.js';
import { wrap } from '../../text/wrap.js';
import type { BlockCost } from '../blocks.js';
import type { Inspection } from '../inspection.js';
import { layerRows } from '../layer-rows.js';
import type { Layer } from '../layers.js';
import type { ReceptiveField } from '../receptive-field.js';
import type { Tile, WinogradLayer } from '../winograd.js';
import type { View } from './view.js';

/** A row per layer, with the sums of every block and of all, and what Winograd's method may round. */
export function layersView(context: Context, inspection: Inspection): View {
  return {
    lines: () => {
      const rounding = roundingLines(context, inspection);
      return [
        ...layerLines(context, inspection),
        ...(rounding.length === 0 ? [] : ['', ...rounding]),
      ];
    },
    json: () => layersJson(context, inspection),
  };
}

function layerLines({ io, sources }: Context, inspection: Inspection): string[] {
  const rows = layerRows(inspection).map((row): Cell[] => {
    const { depth, name, layer, block } = row;
    const named = '  '.repeat(depth) + name;
    const { span } = layer ?? block ?? {};
    return [
      named,
      ...(layer === undefined ? [] : layerCells(layer)),
      ...(block === undefined ? [] : blockCells(block)),
      placeCell(sources, span),
    ];
  });
  const { parameters, macs } = inspection.totals;
  const total = ['total', '', '', count(parameters), count(macs), '', '', ''];
  return table(
    [
      { title: 'layer', cut: 'middle', least: 18 },
      { title: 'op', cut: 'end', least: 10 },
      { title: 'output', align: 'right' },
      { title: 'parameters', short: 'params', align: 'right' },
      { title: 'MACs', align: 'right' },
      { title: 'memory', align: 'right' },
      { title: 'sees', align: 'right' },
      { title: 'source' },
    ],
    [...rows, total],
    io.stdout.columns,
  );
}

function layerCells(layer: Layer): Cell[] {
  return [
    layer.op,
    layer.outputShapes.map(extents).join(', '),
    count(layer.parameters),
    count(layer.macs),
    byteSize(layer.activationBytes),
    fieldText(layer.receptiveField),
  ];
}

function blockCells({ callee, parameters, macs, activationBytes }: BlockCost): Cell[] {
  return [callee, '', count(parameters), count(macs), byteSize(activationBytes), ''];
}

/** `115,605,504`, or `116 M`. */
function count(value: number): Cell {
  return [grouped(value), magnitude(value)];
}

function fieldText(field: ReceptiveField | undefined): string {
  return field === undefined ? '' : field.size.join('×');
}

/** The bounds on rounding of the layers that Winograd's method computes. */
function roundingLines({ io, sources }: Context, { winograd }: Inspection): string[] {
  if (winograd.length === 0) return [];
  const digits = (value: number | undefined): string => value?.toExponential(1) ?? '';
  const other = ({ others }: WinogradLayer, tile: Tile): string =>
    digits(others.find((each) => each.tile === tile)?.bound);
  return [
    ...wrap(
      'Rounding of layers that Winograd’s method computes: an output is off by at most the bound ' +
        'times the largest value in its tile of the input times Σ|w| of its channel. `winograd = 2` ' +
        'or `winograd = off` in a layer, or --winograd for all, gives a smaller one.',
      io.stdout.columns,
    ),
    '',
    ...table(
      [
        { title: 'layer', cut: 'middle', least: 18 },
        { title: 'computed as' },
        { title: 'bound', align: 'right' },
        { title: 'with 2', align: 'right' },
        { title: 'off', align: 'right' },
        { title: 'reads up to', short: 'reads', align: 'right' },
        { title: 'error up to', short: 'error', align: 'right' },
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
        placeCell(sources, layer.span),
      ]),
      io.stdout.columns,
    ),
  ];
}

function layersJson(
  { sources }: Context,
  { layers, blocks, totals, winograd }: Inspection,
): object {
  return {
    totals,
    blocks: [...blocks.values()].map(({ span, parent, ...block }) => ({
      ...block,
      block: parent?.path ?? null,
      source: sourceJson(sources, span),
    })),
    layers: layers.map(({ span, receptiveField, block, ...layer }) => ({
      ...layer,
      block: block?.path ?? null,
      receptiveField: receptiveField ?? null,
      source: sourceJson(sources, span),
    })),
    winograd: winograd.map(({ span, reads, largestError, ...layer }) => ({
      ...layer,
      reads: reads ?? null,
      largestError: largestError ?? null,
      source: sourceJson(sources, span),
    })),
  };
}
