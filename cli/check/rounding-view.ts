import type { Context } from '../context.js';
import type { Tile } from '../inspect/winograd.js';
import { placeCell } from '../place.js';
import { table } from '../text/table.js';
import { wrap } from '../text/wrap.js';
import type { WinogradRounding } from './winograd-rounding.js';

/** A row per layer: what it reads, and the largest error with the tile in use and with smaller ones. */
export function roundingLines(
  { io, sources }: Context,
  rounding: readonly WinogradRounding[],
): string[] {
  if (rounding.length === 0) return [];
  const [{ errors }] = rounding;
  return [
    ...wrap(
      'The largest errors of the layers that Winograd’s method computes, on this input, with ' +
        `${errors.map(({ tile }) => flag(tile)).join(', ')}:`,
      io.stdout.columns,
    ),
    '',
    ...table(
      [
        { title: 'layer', cut: 'middle', least: 18 },
        { title: 'reads up to', short: 'reads', align: 'right' },
        { title: 'gives up to', short: 'gives', align: 'right' },
        ...errors.map(({ tile }) => ({ title: String(tile), align: 'right' as const })),
        { title: 'source' },
      ],
      rounding.map((layer) => [
        layer.name,
        magnitude(layer.reads),
        magnitude(layer.computes),
        ...layer.errors.map(({ error }) => error.toExponential(1)),
        placeCell(sources, layer.span),
      ]),
      io.stdout.columns,
    ),
  ];
}

/** What to do where a smaller tile keeps a layer within the tolerance, and the one in use does not. */
export function roundingRemedy(
  rounding: readonly WinogradRounding[],
  tolerance: number,
): string | undefined {
  const remedies = rounding.flatMap(({ name, errors: [used, ...smaller] }) => {
    const better = smaller.find(({ error }) => error <= tolerance);
    return used.error <= tolerance || better === undefined ? [] : [{ name, tile: better.tile }];
  });
  if (remedies.length === 0) return undefined;
  const tile = remedies.some((each) => each.tile === 'off') ? 'off' : 2;
  const names = remedies.map(({ name }) => name).join(', ');
  return `Winograd’s method rounds too much in ${names}: write \`winograd = ${tile}\` there, or ${flag(tile)} for all layers`;
}

function flag(tile: Tile): string {
  return `--winograd ${tile}`;
}

function magnitude(value: number): string {
  return String(Number(value.toPrecision(3)));
}
