import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import measured from './measured.json' with { type: 'json' };
import { projectRoot } from './paths.js';

/** A network to measure. */
export interface BenchmarkNetwork {
  readonly name: string;
  /** Where it is, perhaps beside others. */
  readonly file: string;
  /** What `--weights` is given; absent where the source names trained weights. */
  readonly weights?: string;
}

/** Speed does not depend on what the weights are; that all runtimes have the same ones is enough. */
const SEEDED = 'random:1';

/** The networks that are measured, by their names, wherever in the examples they are. */
export function benchmarkNetworks(): BenchmarkNetwork[] {
  const folder = join(projectRoot, 'examples');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.net'))
    .map((path) => join(folder, path))
    .map((file) => ({ file, source: readFileSync(file, 'utf8') }));
  return measured.map((name) => {
    const declaration = new RegExp(`^network ${name}\\b`, 'm');
    const found = sources.find(({ source }) => declaration.test(source));
    if (found === undefined) throw new Error(`no example holds the network ${name}`);
    const { file, source } = found;
    return /^ *weights "/m.test(source) ? { name, file } : { name, file, weights: SEEDED };
  });
}

/** Single layers, each a network of its own. */
export function kernelNetworks(): BenchmarkNetwork[] {
  const file = join(projectRoot, 'bench/kernels.net');
  return [...readFileSync(file, 'utf8').matchAll(/^network (\w+)/gm)].map(([, name]) => ({
    name,
    file,
    weights: SEEDED,
  }));
}

/** The network of this name, for an option of the command line. */
export function networkCalled(name: string): BenchmarkNetwork {
  const networks = benchmarkNetworks();
  const found = networks.find((network) => network.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${networks.map((each) => each.name).join(', ')}.`);
}

/** What is measured in a browser unless asked otherwise: small, deep, light and usual. */
export const BROWSER_NETWORKS: readonly string[] = [
  'lenet5',
  'mobilenet_v2',
  'squeezenet1_1',
  'resnet18',
];
