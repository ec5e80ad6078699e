/** `npm run bench:tilings`: measures tilings, and fits the cost model to them. See README.md. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { processIo } from '../cli/io.js';
import { startProgress } from '../cli/progress.js';
import { runPipeline } from '../compiler/passes/pipeline.js';
import type { BenchmarkNetwork } from './networks.js';
import { benchmarkNetworks, networkCalled } from './networks.js';
import { boundGraph } from './prepare.js';
import type { MeasuredKernel } from './tilings/data-set.js';
import { DATA_SET, dataSetLine, readDataSet, withLeastTimes } from './tilings/data-set.js';
import { fitModel } from './tilings/fit-model.js';
import { measureNetwork } from './tilings/measure-network.js';
import { tileableKernels } from './tilings/network-kernels.js';

interface Options {
  readonly only?: BenchmarkNetwork;
  readonly fit?: true;
}

await new Command('bench:tilings')
  .description('Time all tiles of the kernels of networks, and keep the least time of each.')
  .addOption(new Option('--only <name>', 'of this network').argParser(networkCalled))
  .addOption(
    new Option('--fit', 'measure nothing, but fit the cost model to the data set').conflicts(
      'only',
    ),
  )
  .action(async ({ fit, only }: Options) => {
    if (fit === true) process.stdout.write(`${await fitModel(readDataSet(DATA_SET))}\n`);
    else await measureTilings(only === undefined ? benchmarkNetworks() : [only]);
  })
  .parseAsync();

async function measureTilings(networks: readonly BenchmarkNetwork[]): Promise<void> {
  const progress = startProgress(processIo());
  for (const [index, network] of networks.entries()) {
    progress.step(
      `${index + 1} of ${networks.length}, ${network.name}: every tile of every kernel`,
    );
    const graph = runPipeline(boundGraph(network));
    const kernels = tileableKernels(graph);
    const times = await measureNetwork(graph, kernels);
    const measured = kernels.map(({ kernel, computes }, index): MeasuredKernel => ({
      network: network.name,
      kernel,
      machine: cpus().at(0)?.model ?? process.arch,
      engine: `V8 ${process.versions.v8}`,
      computes,
      milliseconds: times[index],
    }));
    const all = withLeastTimes(readDataSet(DATA_SET), measured);
    writeFileSync(DATA_SET, all.map(dataSetLine).join(''));
    progress.clear();
    process.stdout.write(`${network.name}: ${measured.length} kernels\n`);
  }
}
