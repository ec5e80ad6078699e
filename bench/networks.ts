import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { projectRoot } from './paths.js';

/** A network to measure. */
export interface BenchmarkNetwork {
  readonly name: string;
  readonly file: string;
  /** What `--weights` is given; absent where the source names trained weights. */
  readonly weights?: string;
}

/** Speed does not depend on what the weights are; that all runtimes have the same ones is enough. */
const SEEDED = 'random:1';

/** The networks of the zoo and LeNet-5, by their names. */
export function benchmarkNetworks(): BenchmarkNetwork[] {
  const zoo = join(projectRoot, 'examples/zoo');
  const files = readdirSync(zoo)
    .filter((file) => file.endsWith('.net'))
    .map((file) => join(zoo, file));
  return [join(projectRoot, 'examples/lenet5/lenet5.net'), ...files].flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    // Files such as blocks.net hold only what the others import.
    if (!/^network /m.test(source)) return [];
    const name = basename(file, '.net');
    return [/^ *weights "/m.test(source) ? { name, file } : { name, file, weights: SEEDED }];
  });
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
