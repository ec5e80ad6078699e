/** `npm run bench:compile`: how the time of compiling grows with the network. See README.md. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { processIo } from '../cli/io.js';
import { startProgress } from '../cli/progress.js';
import type { Target } from '../compiler/target/machine.js';
import type { ShapeTimes } from './compile/report.js';
import { shapeTable } from './compile/report.js';
import type { GraphShape } from './compile/shapes.js';
import { GRAPH_SHAPES } from './compile/shapes.js';
import type { CompileTime } from './compile/time-phases.js';
import { leastTimes, timePhases, totalOf } from './compile/time-phases.js';

interface Options {
  readonly only?: GraphShape;
  readonly target?: Target;
  readonly nodes: readonly number[];
  readonly json: boolean;
}

/** A small network is compiled again, until the engine has compiled the compiler. */
const LEAST_MS = 2000;
const MOST_RUNS = 20;

/** With their constants, more would be more than a network may have. */
const MOST_NODES = 16_000;

let isGiven = false;

await new Command('bench:compile')
  .description('Time each phase of compiling networks of growing size.')
  .addOption(new Option('--only <shape>', 'of this shape').argParser(shapeCalled))
  .addOption(new Option('--target <target>', 'for this target').choices(['wasm', 'webgpu']))
  .addOption(
    new Option('--nodes <count...>', 'networks of so many nodes')
      .argParser(withCount)
      .default([100, 1000, 10_000]),
  )
  .addOption(new Option('--json', 'print the results as JSON').default(false))
  .action(benchCompile)
  .parseAsync();

async function benchCompile({ only, target, nodes, json }: Options): Promise<void> {
  const shapes = only === undefined ? GRAPH_SHAPES : [only];
  const targets: readonly Target[] = target === undefined ? ['wasm', 'webgpu'] : [target];
  const progress = startProgress(processIo());
  const results: ShapeTimes[] = [];
  for (const shape of shapes) {
    for (const target of targets) {
      const times: CompileTime[] = [];
      for (const size of nodes) {
        progress.step(`${shape.name} for ${target}: ${size} nodes`);
        times.push(await timeOften(shape.sourceOf(size), target));
      }
      const result = { shape: shape.name, target, times };
      results.push(result);
      progress.clear();
      if (!json) process.stdout.write(`${shapeTable(result).join('\n')}\n\n`);
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
}

async function timeOften(source: string, target: Target): Promise<CompileTime> {
  const runs: CompileTime[] = [];
  const spent = (): number => runs.reduce((sum, run) => sum + totalOf(run), 0);
  do runs.push(await timePhases(source, target));
  while (spent() < LEAST_MS && runs.length < MOST_RUNS);
  return leastTimes(runs);
}

function shapeCalled(name: string): GraphShape {
  const found = GRAPH_SHAPES.find((shape) => shape.name === name);
  if (found !== undefined) return found;
  const names = GRAPH_SHAPES.map((shape) => shape.name);
  throw new InvalidArgumentError(`There are: ${names.join(', ')}.`);
}

/** The first count given takes the place of the default. */
function withCount(text: string, before: readonly number[]): number[] {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 10 || count > MOST_NODES) {
    throw new InvalidArgumentError(`It is a whole number from 10 to ${MOST_NODES}.`);
  }
  const counts = isGiven ? [...before, count] : [count];
  isGiven = true;
  return counts;
}
