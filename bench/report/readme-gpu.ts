import { byteSize, duration } from '../../cli/text/units.js';
import { RUNTIMES } from '../peers/runtime.js';
import type { Results } from '../results.js';
import { againstFasterPeer, nameOf } from '../results.js';
import { cell, gpuCell, markdownTable, perhaps, right } from './columns.js';

/** What the README says of WebGPU: first what holds for any GPU, then times. */
export function gpuLines(results: Results): string[] {
  const { adapter, versions, networks } = results;
  if (adapter === undefined) return [];
  const onWhat = adapter.software
    ? 'Chromium had a software adapter here: the ratios of times say nothing about a GPU.'
    : `The GPU is ${adapter.description}.`;
  return [
    '',
    `WebGPU in Chromium ${versions.chromium}: Netloom / onnxruntime-web / tfjs-webgpu, and ` +
      `[all figures](bench/results/${nameOf(results)}.md). ${onWhat}`,
    '',
    ...markdownTable({
      columns: [
        { title: 'network' },
        right('dispatches per answer'),
        right('pipelines compiled'),
        right('WGSL'),
        right('load to first answer'),
        right('× faster peer'),
        right('time per answer'),
        right('× faster peer'),
      ],
      rows: networks.map((network) => {
        const each = (text: (runtime: (typeof RUNTIMES.webgpu)[number]) => string): string =>
          RUNTIMES.webgpu.map(text).join(' / ');
        const fixed = (ratio: number): string => ratio.toFixed(2);
        return [
          network.name,
          each((runtime) =>
            gpuCell(network, runtime, ({ perAnswer }) =>
              perhaps(perAnswer, ({ dispatches }) => String(Math.round(dispatches))),
            ),
          ),
          each((runtime) =>
            gpuCell(network, runtime, ({ toFirstAnswer }) => String(toFirstAnswer.pipelines)),
          ),
          each((runtime) =>
            gpuCell(network, runtime, ({ toFirstAnswer }) => byteSize(toFirstAnswer.shaderBytes)),
          ),
          cell(network, 'netloom', (it) => duration(it.coldMilliseconds)),
          perhaps(againstFasterPeer(network, 'cold'), fixed),
          cell(network, 'netloom', (it) => duration(it.milliseconds)),
          perhaps(againstFasterPeer(network), fixed),
        ];
      }),
    }),
  ];
}
