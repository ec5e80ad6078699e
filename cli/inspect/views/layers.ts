import type { Context } from '../../context.js';
import { placeText, sourceJson } from '../../place.js';
import { table } from '../../text/table.js';
import { byteSize, extents, grouped } from '../../text/units.js';
import type { Inspection } from '../inspection.js';
import type { ReceptiveField } from '../receptive-field.js';
import type { Tile, WinogradLayer } from '../winograd.js';
import type { View } from './view.js';

/** A row per layer and the sums, and what Winograd's method may round. */
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

function layerLines({ sources }: Context, { layers, totals }: Inspection): string[] {
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    extents(layer.outputShape),
    grouped(layer.parameters),
    grouped(layer.macs),
    byteSize(layer.activationBytes),
    fieldText(layer.receptiveField),
    placeText(sources, layer.span) ?? '',
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

function fieldText(field: ReceptiveField | undefined): string {
  return field === undefined ? '' : field.size.join('×');
}

/** The bounds on rounding of the layers that Winograd's method computes. */
function roundingLines({ sources }: Context, { winograd }: Inspection): string[] {
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
        placeText(sources, layer.span) ?? '',
      ]),
    ),
  ];
}

function layersJson({ sources }: Context, { layers, totals, winograd }: Inspection): object {
  return {
    totals,
    layers: layers.map(({ span, receptiveField, ...layer }) => ({
      ...layer,
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
