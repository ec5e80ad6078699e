import { byteSize, magnitude } from '../../cli/text/units.js';
import { layerGflops, limitOf } from '../layers/roofline.js';
import type { LayerAnalysis, Results } from '../results.js';
import type { Table } from './columns.js';
import { kernelDuration, NOTHING, percent, right } from './columns.js';

/** For each network whose kernels were timed, a row per kernel in the order of execution. */
export function layerTables({ networks }: Results): Table[] {
  return networks.flatMap(({ name, analysis }) =>
    analysis === undefined ? [] : [layerTable(name, analysis)],
  );
}

function layerTable(network: string, analysis: LayerAnalysis): Table {
  return {
    title: `${network}, kernel by kernel`,
    columns: [
      { title: 'value' },
      right('MACs'),
      right('weights'),
      right('activations'),
      right('time'),
      right('GFLOP/s'),
      right('of roof'),
      right('machine allows'),
      right('reached'),
      { title: 'limited by' },
      { title: 'kernel' },
    ],
    rows: analysis.layers.map((layer) => {
      const limit = limitOf(analysis, layer);
      const gflops = layerGflops(layer);
      return [
        layer.value,
        layer.macs === 0 ? NOTHING : magnitude(layer.macs),
        byteSize(layer.weightBytes),
        byteSize(layer.activationBytes),
        kernelDuration(layer.milliseconds),
        layer.macs === 0 ? NOTHING : gflops.toFixed(1),
        layer.macs === 0 ? NOTHING : percent(gflops / analysis.roof),
        kernelDuration(limit.milliseconds),
        percent(limit.milliseconds / layer.milliseconds),
        limit.memoryMilliseconds > limit.arithmeticMilliseconds ? 'memory' : 'arithmetic',
        layer.kernel,
      ];
    }),
  };
}
