import type { Elements } from '../../compiler/ir/tensor.js';
import { Command, Option } from 'commander';
import type { Graph } from '../../compiler/ir/graph.js';
import { compileWithProgress } from '../compile-with-progress.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { examples } from '../help.js';
import { loadInputs } from '../input/inputs.js';
import { median } from '../median.js';
import { readBoundNetwork } from '../network.js';
import type { NetworkOptions, SettingOptions } from '../options.js';
import type { Target } from '../../compiler/target/machine.js';
import {
  allowUnusedOption,
  chosenSettings,
  inputOption,
  jsonOption,
  networkOption,
  positiveInteger,
  relaxedSimdOption,
  saveOption,
  setOption,
  targetOption,
  threadsOption,
  tunedOption,
  weightsAsOption,
  winogradOption,
  weightsOption,
  weightsPrefixOption,
} from '../options.js';
import { answersJson, showRuns } from '../output/runs.js';
import { parseSaves, requireSavable, saveOutputs } from '../output/save.js';
import type { ShownOutput } from '../output/show.js';
import { finish, note, printLines, printResult } from '../report.js';
import type { RunningBundle } from '../run-bundle.js';
import { requireGpu } from '../gpu.js';
import { noteMissing, withBundle } from '../run-bundle.js';
import { tunedSettings } from '../tune/tuning-log.js';
import { byteSize, duration } from '../text/units.js';
import { wrap } from '../text/wrap.js';

interface RunOptions extends NetworkOptions, SettingOptions {
  readonly input: readonly string[];
  readonly target: Target;
  readonly top: number;
  readonly save: readonly string[];
  readonly json: boolean;
}

/** `netloom run FILE.net --input FILE`: compiles, loads the bundle and runs it, once or on one input after another. */
export function runCommand(context: Context): Command {
  return new Command('run')
    .description('Run a network: compile it, load the bundle and show what it says.')
    .argument('<file.net>', 'the network, or an .onnx file')
    .addOption(networkOption())
    .addOption(inputOption())
    .addOption(weightsOption())
    .addOption(weightsPrefixOption())
    .addOption(allowUnusedOption())
    .addOption(targetOption(['wasm', 'webgpu'], 'wasm'))
    .addOption(setOption())
    .addOption(weightsAsOption())
    .addOption(winogradOption())
    .addOption(tunedOption())
    .addOption(
      new Option('--top <n>', 'how many of a vector to show, the largest first')
        .argParser(positiveInteger)
        .default(5),
    )
    .addOption(saveOption())
    .addOption(relaxedSimdOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom run lenet5.net --weights lenet5.safetensors --input 7.png', 'which digit is it?'],
        ['netloom run edges.net --input photo.jpg --save edges=edges.png', 'a picture out'],
        ['netloom run siamese.net --input a=1.png --input b=2.png --json', 'two inputs'],
        ['netloom run xor.net --input 0,1', 'numbers in'],
        ['netloom run xor.net --input [[0,1],[1,1]]', 'two runs'],
        ['netloom run listener.net --input sound.npy', 'frames (n,1,160), one run after another'],
      ),
    )
    .action(async (file: string, options: RunOptions) => {
      context.exitCode = await run(context, file, options);
    });
}

async function run(context: Context, file: string, options: RunOptions): Promise<number> {
  const { io, progress } = context;
  if (options.target === 'webgpu') await requireGpu();
  const { graph, files } = readBoundNetwork(context, file, options);
  const chosen = chosenSettings([options.target], options);
  const settings = tunedSettings(context, chosen, options.tuned);
  const saves = parseSaves(graph.outputs, options.save);
  const { runs, files: inputFiles, notes } = await loadInputs(io, graph.inputs, options.input);
  requireSavable(saves, runs.length);
  for (const text of notes) note(context, text);
  const program = await compileWithProgress(context, graph, settings);
  noteMissing(context, settings);
  return withBundle(context, program, async (bundle) => {
    progress.step('running');
    const answers: ShownOutput[][] = [];
    for (const values of runs) answers.push(shownOutputs(graph, await bundle.run(values)));
    for (const text of await saveOutputs(context, saves, answers, [...files, ...inputFiles])) {
      note(context, text);
    }
    if (options.json) {
      finish(context);
      printResult(context, {
        target: bundle.network.target,
        threads: bundle.network.threads,
        ...answersJson(answers, options.top),
      });
      return EXIT.ok;
    }
    const milliseconds = await medianTime(() => bundle.run(runs[0]));
    finish(context);
    printLines(context, [
      ...showRuns(context, answers, options.top),
      '',
      ...wrap(footer(bundle, milliseconds), io.stdout.columns),
    ]);
    return EXIT.ok;
  });
}

function shownOutputs(
  { outputs }: Graph,
  results: Readonly<Record<string, Elements>>,
): ShownOutput[] {
  return outputs.map(({ name, value, image, labels }) => ({
    name,
    ...value.type,
    data: results[name],
    ...(image === undefined ? {} : { image }),
    ...(labels === undefined ? {} : { labels }),
  }));
}

const MOST_RUNS = 25;
const ENOUGH_MS = 300;

/** The median of a few runs: the first one finds caches cold and code not yet optimised. */
async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + ENOUGH_MS;
  do {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  } while (times.length < MOST_RUNS && performance.now() < end);
  return median(times);
}

function footer({ network, files, loadMilliseconds }: RunningBundle, milliseconds: number): string {
  const sizeOf = (isWeights: boolean): number =>
    files
      .filter(({ path }) => !path.endsWith('.d.ts') && path.endsWith('.weights') === isWeights)
      .reduce((sum, { bytes }) => sum + bytes, 0);
  const { threads } = network;
  return (
    `${network.target} bundle of ${byteSize(sizeOf(false))} and ${byteSize(sizeOf(true))} of weights; ` +
    `loaded in ${duration(loadMilliseconds)}, one run takes ${duration(milliseconds)}` +
    (threads > 1 ? ` with ${threads} threads` : '')
  );
}
