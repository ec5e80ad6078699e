import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { nearestName } from '../../compiler/diagnostics/nearest.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { writeFiles } from '../files/write.js';
import { examples } from '../help.js';
import { inspectGraph } from '../inspect/inspection.js';
import type { Inspection } from '../inspect/inspection.js';
import type { KernelView } from '../inspect/kernels.js';
import { memoryMapSvg } from '../inspect/memory-map.js';
import { changesView } from '../inspect/views/changes.js';
import { constantsView } from '../inspect/views/constants.js';
import { graphView } from '../inspect/views/graph.js';
import { kernelView } from '../inspect/views/kernel.js';
import { layersView } from '../inspect/views/layers.js';
import { memoryView } from '../inspect/views/memory.js';
import { overviewView } from '../inspect/views/overview.js';
import { stepsView } from '../inspect/views/steps.js';
import { whyView } from '../inspect/views/why.js';
import type { View } from '../inspect/views/view.js';
import type { Target } from '../../compiler/target/machine.js';
import type { NetworkFile } from '../network.js';
import {
  bindNetwork,
  chosenWeights,
  needsFile,
  readNetwork,
  requireNoSelection,
} from '../network.js';
import type { NetworkOptions, SettingOptions } from '../options.js';
import {
  allowUnusedOption,
  chosenSettings,
  jsonOption,
  networkOption,
  relaxedSimdOption,
  setOption,
  threadsOption,
  tunedOption,
  weightsAsOption,
  weightsOption,
  weightsPrefixOption,
  winogradOption,
} from '../options.js';
import { PASS_NAMES } from '../inspect/passes.js';
import { tunedSettings } from '../tune/tuning-log.js';
import { finish, note, printLines, printResult } from '../report.js';

export interface InspectOptions extends NetworkOptions, SettingOptions {
  readonly target: Target;
  readonly after?: string;
  readonly changes: boolean;
  readonly kernel?: string;
  readonly steps: boolean;
  readonly why: boolean;
  readonly layers: boolean;
  readonly constants: boolean;
  readonly memory: boolean;
  readonly svg?: string;
  readonly json: boolean;
}

/** `netloom inspect FILE.net`: shows what the compiler makes of a network, step by step. */
export function inspectCommand(context: Context): Command {
  return new Command('inspect')
    .description('Show a network at every level of the compiler. Needs no weights.')
    .argument('<file.net>', 'the network, or an .onnx file')
    .addOption(networkOption())
    .addOption(weightsOption())
    .addOption(weightsPrefixOption())
    .addOption(allowUnusedOption())
    .addOption(setOption())
    .addOption(
      new Option('--layers', 'a table of layers: shapes, parameters, work, memory').default(false),
    )
    .addOption(
      new Option('--constants', 'how every weight is stored, and in how many bytes').default(false),
    )
    .addOption(weightsAsOption())
    .addOption(winogradOption())
    .addOption(tunedOption())
    .addOption(
      new Option('--target <target>', 'for which target graphs and memory are shown')
        .choices(['wasm', 'webgpu'])
        .default('wasm'),
    )
    .addOption(new Option('--after <pass>', 'the graph after a pass').choices(PASS_NAMES))
    .addOption(
      new Option('--changes', 'what every pass changed, or only the one given by --after').default(
        false,
      ),
    )
    .addOption(
      new Option('--memory', 'where every value lies in the arena, and when').default(false),
    )
    .addOption(new Option('--svg <file>', 'write the memory map as a picture'))
    .addOption(
      new Option('--kernel <name>', 'loops, WAT and WGSL of the kernel of that name or value'),
    )
    .addOption(
      new Option('--steps', 'how that kernel came about, from formulas to text').default(false),
    )
    .addOption(
      new Option('--why', 'why its tiles and loops are as they are, with predicted costs').default(
        false,
      ),
    )
    .addOption(relaxedSimdOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom inspect lenet5.net', 'an overview'],
        ['netloom inspect lenet5.net --after fuse-tail', 'the graph after a pass'],
        ['netloom inspect lenet5.net --after fuse-tail --changes', 'what that pass changed'],
        ['netloom inspect lenet5.net --constants --weights-as f16', 'weights in half the bytes'],
        ['netloom inspect lenet5.net --kernel c1', 'the code that computes layer c1'],
        ['netloom inspect lenet5.net --kernel c1 --threads', 'and how threads share it'],
        ['netloom inspect lenet5.net --kernel c1 --steps', 'and how it came about'],
        ['netloom inspect lenet5.net --kernel c1 --why', 'and why its tiles are as they are'],
        [
          'netloom inspect lenet5.net --memory --svg memory.svg',
          'the memory map, also as a picture',
        ],
      ),
    )
    .action(async (file: string, options: InspectOptions) => {
      context.exitCode = await inspect(context, file, options);
    });
}

async function inspect(context: Context, file: string, options: InspectOptions): Promise<number> {
  const network = networkOf(context, file, options);
  const { target } = options;
  const settings = tunedSettings(context, chosenSettings([target], options), options.tuned);
  const inspection = inspectGraph(context, network.graph, network.blocks, target, settings);
  const kernel =
    options.kernel === undefined ? undefined : chooseKernel(inspection, options.kernel);
  if (options.svg !== undefined) {
    const svg = memoryMapSvg(inspection.planned, inspection.memory);
    const chunk = { path: options.svg, bytes: new TextEncoder().encode(svg) };
    await writeFiles(context, [chunk], { sources: network.files });
    note(context, `wrote ${options.svg}`);
  }
  context.progress.step('reading the weights');
  context.finite.readRest();
  finish(context);
  const views = chosenViews(context, inspection, options, kernel);
  if (options.json) {
    printResult(context, views.reduce(withJson, { name: network.graph.name }));
  } else {
    printLines(
      context,
      views.flatMap((view, index) => (index === 0 ? view.lines() : ['', ...view.lines()])),
    );
  }
  return EXIT.ok;
}

/** With weights where there are any, though nothing but bounds on values asks for them. */
function networkOf(context: Context, file: string, options: InspectOptions): NetworkFile {
  const network = readNetwork(context, file, options);
  const chosen = chosenWeights(network, options);
  if (chosen === undefined) {
    requireNoSelection(options);
    return network;
  }
  const isThere = existsSync(resolve(context.io.cwd, chosen));
  return isThere || needsFile(options) ? bindNetwork(context, network, options) : network;
}

function withJson(json: object, view: View): object {
  return { ...json, ...view.json() };
}

/** What was asked for, one part after another; the overview when nothing was. */
function chosenViews(
  context: Context,
  inspection: Inspection,
  { layers, constants, memory, after, changes, steps, why }: InspectOptions,
  kernel: KernelView | undefined,
): View[] {
  const views = [
    ...(layers ? [layersView(context, inspection)] : []),
    ...(constants ? [constantsView(context, inspection)] : []),
    ...(changes ? [changesView(context, inspection, after)] : []),
    ...(after !== undefined && !changes ? [graphView(context, inspection, after)] : []),
    ...(memory ? [memoryView(context, inspection)] : []),
    ...(kernel === undefined
      ? []
      : [
          ...(steps || why ? [] : [kernelView(context, kernel)]),
          ...(steps ? [stepsView(context, kernel)] : []),
          ...(why ? [whyView(context, kernel)] : []),
        ]),
  ];
  return views.length === 0 ? [overviewView(context, inspection)] : views;
}

/** By the kernel's name or its first half, or by a value that it computes on its way or in the end. */
function chooseKernel({ kernels }: Inspection, wanted: string): KernelView {
  const found =
    kernels.find(({ name, values }) => name === wanted || values.includes(wanted)) ??
    kernels.find(({ formula }) => formula === wanted) ??
    kernels.find(({ ops }) => ops.some(({ value }) => value === wanted));
  if (found !== undefined) return found;
  const near = nearestName(
    wanted,
    kernels.flatMap(({ name, values, ops }) => [...values, name, ...ops.map((op) => op.value)]),
  );
  return fail({
    code: 'inspect/kernel',
    title: `no kernel computes or is called "${wanted}"`,
    notes: kernels.map(({ name, values }) => `${values.join(', ')} is computed by ${name}`),
    ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
  });
}
