import { byteSize, duration } from '../../cli/text/units.js';
import { rooflineOf } from '../layers/roofline.js';
import type { NetworkResult, Results } from '../results.js';
import { againstFasterPeer, measuredOf, targetOf } from '../results.js';
import { geometricMean } from '../statistics.js';
import type { Table } from './columns.js';
import { cell, markdownTable, perhaps, right } from './columns.js';
import { gpuLines } from './readme-gpu.js';

const BEGIN = '<!-- bench:begin, written by npm run bench -- --save -->';
const END = '<!-- bench:end -->';

/** A document with another section between its marks. Throws when it has no marks. */
export function withSection(document: string, section: string): string {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document lacks ${BEGIN} … ${END}`);
  return document.slice(0, start + BEGIN.length) + section + document.slice(end);
}

/** What stands between the marks of a document. Throws when it has no marks. */
export function sectionIn(document: string): string {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the document lacks ${BEGIN} … ${END}`);
  return document.slice(start + BEGIN.length, end);
}

/** The README's section on speed, from the saved results. */
export function readmeSection(saved: readonly Results[]): string {
  const onProcessor = saved.filter((each) => targetOf(each) === 'wasm');
  const of = (host: Results['host'], threads: number): Results | undefined =>
    onProcessor.find((each) => each.host === host && each.threads === threads && !each.relaxedSimd);
  const [one, two] = [of('node', 1), of('node', 2)];
  const browsers = onProcessor.filter(({ host }) => host === 'chromium');
  if (one === undefined) {
    return '\n\n`npm run bench -- --save` writes the figures of a machine here.\n\n';
  }
  const lines = [
    '<!-- prettier-ignore-start -->',
    ...figures(one, two),
    '',
    '![How many times the time of Netloom the others take](bench/results/wasm-1-thread.svg)',
    ...browsers.flatMap((browser) => ['', browserLine(browser)]),
    ...limitLines(one),
    ...saved.filter((each) => targetOf(each) === 'webgpu').flatMap(gpuLines),
    '<!-- prettier-ignore-end -->',
  ];
  return `\n\n${lines.join('\n')}\n\n`;
}

function figures(one: Results, two: Results | undefined): string[] {
  const { machine, versions, networks } = one;
  const ratios = networks.flatMap((network) => againstFasterPeer(network) ?? []);
  const others = `onnxruntime-web ${versions['onnxruntime-web']} and tfjs-wasm ${versions['tfjs-wasm']}`;
  return [
    `How many times Netloom's time ${others} take, one picture at a time, on ` +
      `${machine.processor} with Node ${versions.node}` +
      (ratios.length === 0
        ? ':'
        : `: against the faster of them ${geometricMean(ratios).toFixed(2)} in the geometric mean.`),
    '',
    ...markdownTable(speedTable(one, two)),
  ];
}

function speedTable(one: Results, two: Results | undefined): Omit<Table, 'title'> {
  const threaded = (name: string): NetworkResult | undefined =>
    two?.networks.find((network) => network.name === name);
  return {
    columns: [
      { title: 'network' },
      right('one thread'),
      right('× ort-web'),
      right('× tfjs-wasm'),
      ...(two === undefined ? [] : [right('two threads'), right('× faster peer')]),
      right('load to first answer'),
      right('× faster peer'),
      right('bytes besides weights'),
      right('ort-web'),
      right('tfjs-wasm'),
    ],
    rows: one.networks.map((network) => {
      const other = threaded(network.name);
      return [
        network.name,
        cell(network, 'netloom', (it) => duration(it.milliseconds)),
        ...(['ort-web', 'tfjs-wasm'] as const).map((peer) =>
          cell(network, peer, (it) => perhaps(it.timesNetloom?.median, fixed)),
        ),
        ...(two === undefined
          ? []
          : [
              perhaps(other && measuredOf(other, 'netloom'), (it) => duration(it.milliseconds)),
              perhaps(other && againstFasterPeer(other), fixed),
            ]),
        cell(network, 'netloom', (it) => duration(it.coldMilliseconds)),
        perhaps(againstFasterPeer(network, 'cold'), fixed),
        ...(['netloom', 'ort-web', 'tfjs-wasm'] as const).map((runtime) =>
          cell(network, runtime, ({ shipping }) => byteSize(shipping.raw)),
        ),
      ];
    }),
  };
}

function browserLine({ networks, versions, threads, relaxedSimd }: Results): string {
  const each = networks.flatMap((network) => {
    const ratio = againstFasterPeer(network);
    return ratio === undefined ? [] : [`${network.name} ${fixed(ratio)}`];
  });
  const threaded = `${threads} thread${threads === 1 ? '' : 's'}`;
  return (
    `In Chromium ${versions.chromium} with ${threaded}${relaxedSimd ? ' and `--relaxed-simd`' : ''}, ` +
    `against the faster of the two: ${each.join(', ')}.`
  );
}

/** Below this, a reader is told what the machine would allow. */
const AIM = 1.5;

function limitLines({ networks }: Results): string[] {
  const lines = networks.flatMap((network) => {
    const ratio = againstFasterPeer(network);
    const { analysis, name } = network;
    if (ratio === undefined || ratio >= AIM || analysis === undefined) return [];
    const { kernelMilliseconds, limitMilliseconds } = rooflineOf(analysis);
    return [
      `- ${name}: ${ratio.toFixed(2)} times; its multiplications and its memory traffic alone take ` +
        `${duration(limitMilliseconds)} of the ${duration(kernelMilliseconds)} on this core.`,
    ];
  });
  return lines.length === 0
    ? []
    : ['', `Where it is less than ${AIM} times as fast:`, '', ...lines];
}

function fixed(ratio: number): string {
  return ratio.toFixed(2);
}
