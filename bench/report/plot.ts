import type { Peer } from '../peers/runtime.js';
import { peersOf } from '../peers/runtime.js';
import type { NetworkResult, Results } from '../results.js';
import { isWrong, measuredOf, targetOf } from '../results.js';
import { titleOf } from './report.js';

const LABELS = 150;
const WIDTH = 560;
const MARGIN = 60;
const TOP = 76;
const BAR = 13;
const GAP = 10;

/** Apart in lightness as well as in hue, on white and on black. */
const COLOURS: Readonly<Record<Peer, string>> = {
  'ort-web': '#4c8bd0',
  'tfjs-wasm': '#e0852f',
  'tfjs-webgpu': '#e0852f',
};

/** As fast, and the least that is aimed at. */
const MARKS = [1, 1.5];

/**
 * For each network how many times Netloom's time each peer takes, as bars from 1 on a logarithmic
 * scale: to the right Netloom is faster. It brings its background along, dark or light.
 */
export function plot(results: Results): string {
  const peers = peersOf(targetOf(results));
  const groupHeight = peers.length * BAR + GAP;
  const networks = results.networks.filter((network) => ratios(network, peers).length > 0);
  const all = networks.flatMap((network) => ratios(network, peers).map(({ ratio }) => ratio));
  const first = Math.floor(Math.log2(Math.min(1, ...all)));
  const last = Math.max(first + 1, Math.ceil(Math.log2(Math.max(2, ...all))));
  const x = (ratio: number): number =>
    LABELS + (WIDTH * (Math.log2(ratio) - first)) / (last - first);
  const bottom = TOP + networks.length * groupHeight;
  const [width, height] = [LABELS + WIDTH + MARGIN, bottom + 30];
  const powers = Array.from({ length: last - first + 1 }, (_, index) => 2 ** (first + index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `  <style>${STYLE}</style>`,
    `  <rect class="paper" width="${width}" height="${height}" rx="6"/>`,
    `  <text x="16" y="24" font-size="15">How many times Netloom's time the others take: ${titleOf(results)}</text>`,
    ...peers.map(
      (peer, index) =>
        `  <rect x="${LABELS + index * 110}" y="36" width="12" height="12" fill="${COLOURS[peer]}"/>` +
        `<text x="${LABELS + index * 110 + 18}" y="46">${peer}</text>`,
    ),
    ...powers.map((power) => gridLine('grid', x(power), bottom, `${power}×`)),
    ...networks.flatMap((network, index) => group(network, peers, TOP + index * groupHeight, x)),
    ...MARKS.map((mark) => gridLine('mark', x(mark), bottom, mark === 1 ? '' : `${mark}×`)),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE =
  '.paper { fill: #fff } text { fill: #222 } .grid { stroke: #ddd } .mark { stroke: #222; stroke-dasharray: 4 3 } ' +
  '@media (prefers-color-scheme: dark) { .paper { fill: #15181c } text { fill: #ddd } .grid { stroke: #3a3f45 } .mark { stroke: #ddd } }';

function ratios(
  network: NetworkResult,
  peers: readonly Peer[],
): { readonly peer: Peer; readonly ratio: number }[] {
  return peers.flatMap((peer) => {
    const measured = measuredOf(network, peer);
    const ratio = measured?.timesNetloom?.median;
    return measured === undefined || ratio === undefined || isWrong(measured)
      ? []
      : [{ peer, ratio }];
  });
}

function gridLine(kind: 'grid' | 'mark', x: number, bottom: number, label: string): string {
  const at = x.toFixed(1);
  return (
    `  <line class="${kind}" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${bottom}"/>` +
    `<text x="${at}" y="${bottom + 17}" text-anchor="middle">${label}</text>`
  );
}

function group(
  network: NetworkResult,
  peers: readonly Peer[],
  top: number,
  x: (ratio: number) => number,
): string[] {
  return [
    `  <text x="${LABELS - 10}" y="${top + BAR + 4}" text-anchor="end">${network.name}</text>`,
    ...ratios(network, peers).map(({ peer, ratio }) => {
      const y = top + peers.indexOf(peer) * BAR;
      const [from, to] = [x(1), x(ratio)].sort((a, b) => a - b);
      return (
        `  <rect x="${from.toFixed(1)}" y="${y}" width="${(to - from).toFixed(1)}" height="${BAR - 2}" fill="${COLOURS[peer]}"/>` +
        `<text x="${(to + 5).toFixed(1)}" y="${y + BAR - 3}" font-size="11">${ratio.toFixed(2)}</text>`
      );
    }),
  ];
}
