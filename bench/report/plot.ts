import { duration } from '../../cli/text/units.js';
import type { RuntimeName } from '../peers/runtime.js';
import { RUNTIMES } from '../peers/runtime.js';
import type { Measured, Results } from '../results.js';
import { measuredOf } from '../results.js';

const LABEL_WIDTH = 150;
const PLOT_WIDTH = 560;
const MARGIN = 70;
const TOP = 64;
const BAR = 11;
const GROUP_GAP = 12;

/** Apart in lightness as well as in hue, on white and on black. */
const COLOURS: Readonly<Record<RuntimeName, string>> = {
  netloom: '#d9480f',
  'ort-web': '#4c8bd0',
  'tfjs-wasm': '#8a8f98',
};

/** Time per answer as bars on a logarithmic scale; shorter is better. */
export function plot(results: Results): string {
  const groups = results.networks.map((network) => ({
    name: network.name,
    bars: RUNTIMES.flatMap((runtime) => measuredOf(network, runtime) ?? []),
  }));
  const times = groups.flatMap(({ bars }) => bars.map(({ milliseconds }) => milliseconds));
  const [first, last] = decades(times);
  const x = (milliseconds: number): number =>
    LABEL_WIDTH + (PLOT_WIDTH * (Math.log10(milliseconds) - first)) / (last - first);
  const groupHeight = RUNTIMES.length * BAR + GROUP_GAP;
  const bottom = TOP + groups.length * groupHeight;
  const [width, height] = [LABEL_WIDTH + PLOT_WIDTH + MARGIN, bottom + 24];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    '  <style>text { fill: #222 } .grid { stroke: #bbb } @media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #555 } }</style>',
    `  <text x="${LABEL_WIDTH}" y="18" font-size="14">Time per answer, one picture (logarithmic; shorter is better)</text>`,
    ...RUNTIMES.map(
      (runtime, index) =>
        `  <rect x="${LABEL_WIDTH + index * 100}" y="30" width="11" height="11" fill="${COLOURS[runtime]}"/>` +
        `<text x="${LABEL_WIDTH + index * 100 + 16}" y="40">${runtime}</text>`,
    ),
    ...ticks.map(
      (tick) =>
        `  <line class="grid" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${TOP - 8}" y2="${bottom}"/>` +
        `<text x="${x(tick).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${duration(tick)}</text>`,
    ),
    ...groups.flatMap(({ name, bars }, index) => group(name, bars, TOP + index * groupHeight, x)),
    '</svg>',
    '',
  ].join('\n');
}

function group(
  name: string,
  bars: readonly Measured[],
  top: number,
  x: (milliseconds: number) => number,
): string[] {
  const middle = top + (RUNTIMES.length * BAR) / 2 + 4;
  return [
    `  <text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end">${name}</text>`,
    ...bars.map(({ runtime, milliseconds }) => {
      const y = top + RUNTIMES.indexOf(runtime) * BAR;
      const end = x(milliseconds);
      return (
        `  <rect x="${LABEL_WIDTH}" y="${y}" width="${(end - LABEL_WIDTH).toFixed(1)}" height="${BAR - 1}" fill="${COLOURS[runtime]}"/>` +
        `<text x="${(end + 4).toFixed(1)}" y="${y + 9}" font-size="9">${duration(milliseconds)}</text>`
      );
    }),
  ];
}

/** Powers of ten that enclose the times, the lower one below all of them. */
function decades(times: readonly number[]): [number, number] {
  const first = Math.floor(Math.log10(Math.min(...times)) - 0.05);
  return [first, Math.max(first + 1, Math.ceil(Math.log10(Math.max(...times))))];
}
