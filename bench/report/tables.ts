import { byteSize, duration } from '../../cli/text/units.js';
import { rooflineOf, widePointwiseShares } from '../layers/roofline.js';
import type { RuntimeName } from '../peers/runtime.js';
import { peersOf, RUNTIMES } from '../peers/runtime.js';
import type { NetworkResult, Results } from '../results.js';
import { achieved, againstFasterPeer, targetOf } from '../results.js';
import type { Table } from './columns.js';
import { gpuTables } from './gpu-tables.js';
import { cell, NOTHING, percent, perhaps, ratioWithSpread, right } from './columns.js';

/** Everything but single layers. In a browser less can be measured. */
export function networkTables(results: Results): Table[] {
  return [
    times(results),
    ...(results.networks.some(({ analysis }) => analysis !== undefined) ? [limits(results)] : []),
    start(results),
    ...(targetOf(results) === 'webgpu' ? gpuTables(results) : []),
    ...(results.host === 'node' ? [memory(results)] : []),
  ];
}

function times(results: Results): Table {
  const target = targetOf(results);
  const runtimes = RUNTIMES[target];
  const peers = peersOf(target);
  // With ort-web's outputs on the processor.
  const compared = runtimes.filter((runtime) => target === 'webgpu' || runtime !== 'ort-web');
  return {
    title: 'Time per answer',
    columns: [
      { title: 'network' },
      ...runtimes.map(right),
      ...peers.map((peer) => right(`× ${peer}`)),
      right('GFLOP'),
      right('GFLOP/s'),
      ...(target === 'wasm' ? [right('of roof')] : []),
      ...compared.map((runtime) => right(`Δ ${runtime}`)),
    ],
    rows: results.networks.map((network) => {
      const gflops = achieved(network);
      const roof = network.analysis?.roof;
      return [
        network.name,
        ...runtimes.map((runtime) => cell(network, runtime, (it) => duration(it.milliseconds))),
        ...peers.map((peer) => cell(network, peer, ratioWithSpread)),
        perhaps(network.compilation, ({ macs }) => ((2 * macs) / 1e9).toPrecision(2)),
        perhaps(gflops, (speed) => speed.toFixed(1)),
        ...(target === 'wasm'
          ? [gflops === undefined || roof === undefined ? NOTHING : percent(gflops / roof)]
          : []),
        ...compared.map((runtime) =>
          cell(network, runtime, ({ difference }) =>
            perhaps(difference, (value) => value.toExponential(1)),
          ),
        ),
      ];
    }),
  };
}

function limits({ networks }: Results): Table {
  return {
    title: 'What one core allows (one thread)',
    columns: [
      { title: 'network' },
      right('roof GFLOP/s'),
      right('DRAM GB/s'),
      right('kernels take'),
      right('machine allows'),
      right('of it memory'),
      right('reached'),
      right('× faster peer at most'),
      right('without Winograd'),
      right('1×1 and dense ≥ 64: of roof'),
      right('of what is allowed'),
    ],
    rows: networks.flatMap((network) => {
      const { analysis, name } = network;
      if (analysis === undefined) return [];
      const roofline = rooflineOf(analysis);
      const { limitMilliseconds, kernelMilliseconds, memoryBoundMilliseconds } = roofline;
      const wide = widePointwiseShares(analysis);
      return [
        [
          name,
          analysis.roof.toFixed(1),
          perhaps(analysis.bandwidths.at(-1), (it) => it.gigabytesPerSecond.toFixed(1)),
          duration(kernelMilliseconds),
          duration(limitMilliseconds),
          percent(memoryBoundMilliseconds / limitMilliseconds),
          percent(limitMilliseconds / kernelMilliseconds),
          possible(network, limitMilliseconds),
          possible(network, roofline.plainLimitMilliseconds),
          perhaps(wide, ({ ofRoof }) => percent(ofRoof)),
          perhaps(wide, ({ ofLimit }) => percent(ofLimit)),
        ],
      ];
    }),
  };
}

/** How many times as fast as the faster peer Netloom would be at the limit. */
function possible(network: NetworkResult, limitMilliseconds: number): string {
  const times = peersOf('wasm').flatMap((runtime) => {
    const found = network.runtimes.find((each) => each.runtime === runtime);
    return found !== undefined && 'milliseconds' in found ? [found.milliseconds] : [];
  });
  return times.length === 0 ? NOTHING : (Math.min(...times) / limitMilliseconds).toFixed(2);
}

function start(results: Results): Table {
  const { networks, host } = results;
  const runtimes: readonly RuntimeName[] = RUNTIMES[targetOf(results)];
  return {
    title: 'Before the first answer: cold start, and what is shipped besides the weights (brotli)',
    columns: [
      { title: 'network' },
      ...runtimes.map((runtime) => right(`cold ${runtime}`)),
      right('× faster peer'),
      ...runtimes.map((runtime) => right(`bytes ${runtime}`)),
      ...(host === 'node' ? [right('compile')] : []),
    ],
    rows: networks.map((network) => [
      network.name,
      ...runtimes.map((runtime) => coldStart(network, runtime)),
      perhaps(againstFasterPeer(network, 'cold'), (ratio) => ratio.toFixed(1)),
      ...runtimes.map((runtime) =>
        cell(
          network,
          runtime,
          ({ shipping }) => `${byteSize(shipping.raw)} (${byteSize(shipping.brotli)})`,
        ),
      ),
      ...(host === 'node'
        ? [perhaps(network.compilation, ({ milliseconds }) => duration(milliseconds))]
        : []),
    ]),
  };
}

/** A runtime that was too slow to answer may have been ready to. */
function coldStart(network: NetworkResult, runtime: RuntimeName): string {
  const result = network.runtimes.find((each) => each.runtime === runtime);
  if (result !== undefined && 'failure' in result) {
    return perhaps(result.soFar?.loadMilliseconds, (load) => `${duration(load)} to load`);
  }
  return cell(network, runtime, (it) => duration(it.coldMilliseconds));
}

function memory({ networks }: Results): Table {
  return {
    title: 'Memory: the process at its peak, and the WebAssembly memory',
    columns: [
      { title: 'network' },
      right('weights'),
      right('arena'),
      right('above bound'),
      ...RUNTIMES.wasm.map((runtime) => right(`peak ${runtime}`)),
      right('netloom besides weights and arena'),
      ...RUNTIMES.wasm.map((runtime) => right(`wasm ${runtime}`)),
    ],
    rows: networks.map((network) => {
      const { compilation } = network;
      return [
        network.name,
        perhaps(compilation, ({ weightsBytes }) => byteSize(weightsBytes)),
        perhaps(compilation, ({ arenaBytes }) => byteSize(arenaBytes)),
        perhaps(
          compilation,
          ({ arenaBytes, arenaLowerBound }) =>
            `${(100 * (arenaBytes / arenaLowerBound - 1)).toFixed(1)} %`,
        ),
        ...RUNTIMES.wasm.map((runtime) =>
          cell(network, runtime, ({ peakBytes }) => perhaps(peakBytes, byteSize)),
        ),
        cell(network, 'netloom', ({ peakBytes }) =>
          compilation === undefined || peakBytes === undefined
            ? NOTHING
            : byteSize(peakBytes - compilation.weightsBytes - compilation.arenaBytes),
        ),
        ...RUNTIMES.wasm.map((runtime) => cell(network, runtime, (it) => byteSize(it.wasmBytes))),
      ];
    }),
  };
}
