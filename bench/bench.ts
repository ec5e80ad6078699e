/** `npm run bench`: Netloom beside the runtimes one would use instead. See README.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { processIo } from '../cli/io.js';
import { positiveInteger } from '../cli/options.js';
import { startProgress } from '../cli/progress.js';
import { measureNetwork } from './measure.js';
import type { BenchmarkNetwork } from './networks.js';
import { benchmarkNetworks } from './networks.js';
import { projectRoot } from './paths.js';
import { plot } from './report/plot.js';
import { markdownReport, textReport } from './report/tables.js';
import type { Machine, NetworkResult, Results } from './results.js';
import { measureRoof } from './roof.js';

interface BenchOptions {
  readonly only?: readonly BenchmarkNetwork[];
  readonly threads: number;
  readonly json: boolean;
  readonly save: boolean;
}

const known = benchmarkNetworks();

await new Command('bench')
  .description('Measure Netloom, onnxruntime-web and tfjs-wasm on the same networks and weights.')
  .addOption(
    new Option('--only <name...>', 'measure these networks').argParser<BenchmarkNetwork[]>(chosen),
  )
  .addOption(
    new Option('--threads <count>', 'threads for the peers; Netloom has one')
      .argParser(positiveInteger)
      .default(1),
  )
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .addOption(new Option('--save', 'write table and plot to bench/results/').default(false))
  .action(bench)
  .parseAsync();

function chosen(name: string, previous: BenchmarkNetwork[] | undefined): BenchmarkNetwork[] {
  const found = known.find((network) => network.name === name);
  if (found === undefined) {
    const names = known.map((network) => network.name).join(', ');
    throw new InvalidArgumentError(`There are: ${names}.`);
  }
  return [...(previous ?? []), found];
}

async function bench({ only, threads, json, save }: BenchOptions): Promise<void> {
  const io = processIo();
  const progress = startProgress(io);
  const machine = describeMachine();
  const roofs: number[] = [];
  const networks: NetworkResult[] = [];
  for (const network of only ?? known) {
    roofs.push(await measureRoof());
    const say = (text: string): void => {
      progress.step(text);
    };
    networks.push(await measureNetwork(network, threads, say));
  }
  progress.clear();
  // What disturbs a measurement of the roof can only lower it.
  const results: Results = { machine, threads, roof: Math.max(...roofs), networks };
  if (save) saveResults(results);
  io.stdout.write(
    json ? `${JSON.stringify(results, undefined, 2)}\n` : `${textReport(results).join('\n')}\n`,
  );
}

function describeMachine(): Machine {
  const [{ model }, ...others] = cpus();
  return {
    processor: model,
    cores: others.length + 1,
    node: process.versions.node,
    load: loadavg()[0],
  };
}

function saveResults(results: Results): void {
  const folder = join(projectRoot, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const base = join(folder, `wasm-${results.threads}-thread${results.threads === 1 ? '' : 's'}`);
  writeFileSync(`${base}.md`, markdownReport(results));
  writeFileSync(`${base}.txt`, `${textReport(results).join('\n')}\n`);
  writeFileSync(`${base}.svg`, plot(results));
}
