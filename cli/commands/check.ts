import { Command, Option } from 'commander';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Graph, GraphInput } from '../../compiler/ir/graph.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Comparison, Tensors } from '../check/against-reference.js';
import { compareWithReference } from '../check/against-reference.js';
import { roundingLines, roundingRemedy } from '../check/rounding-view.js';
import type { WinogradRounding } from '../check/winograd-rounding.js';
import { winogradRounding } from '../check/winograd-rounding.js';
import type { BundleOptions } from '../bundle.js';
import type { BundleFile } from '../../compiler/codegen/bundle/bundle-file.js';
import { makeBundle } from '../bundle.js';
import type { NotFiniteValues } from '../check/not-finite.js';
import { notFiniteDiagnostics, notFiniteValues } from '../check/not-finite.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { examples } from '../help.js';
import { madeUpInputs } from '../check/made-up-input.js';
import type { LoadedInputs } from '../input/inputs.js';
import { loadInputs } from '../input/inputs.js';
import {
  bindNetwork,
  hasWeights,
  readBoundNetwork,
  readNetwork,
  requireNoSelection,
} from '../network.js';
import type { SizedNetwork } from '../network.js';
import type { SizeSet } from '../sizes.js';
import { sizesIn } from '../sizes.js';
import type { Target } from '../../compiler/target/machine.js';
import {
  allowUnusedOption,
  chosenSettings,
  inputOption,
  jsonOption,
  networkOption,
  positiveNumber,
  relaxedSimdOption,
  setOption,
  singleFileOption,
  targetsOf,
  threadsOption,
  tunedOption,
  weightsAsOption,
  weightsOption,
  weightsPrefixOption,
  winogradOption,
} from '../options.js';
import { sourceJson } from '../place.js';
import { finish, note, printDiagnostics, printLines, printResult, warn } from '../report.js';
import { tunedSettings } from '../tune/tuning-log.js';
import { wrap } from '../text/wrap.js';
import { requireGpu } from '../gpu.js';
import { noteMissing } from '../run-bundle.js';
import { UsageError } from '../usage/usage-error.js';

interface CheckOptions extends Omit<BundleOptions, 'target'> {
  readonly against?: 'reference';
  readonly target?: BundleOptions['target'];
  readonly input: readonly string[];
  readonly tolerance: number;
  readonly json: boolean;
}

/** `netloom check FILE.net`: finds mistakes in a network, or in what the compiler makes of it. */
export function checkCommand(context: Context): Command {
  return new Command('check')
    .description('Check whether a network and its weights compile, or compare with the reference.')
    .argument('<file.net>', 'the network, or an .onnx file')
    .addOption(networkOption())
    .addOption(
      new Option(
        '--against <what>',
        'run a compiled target beside the interpreter, on --input or inputs made up',
      ).choices(['reference']),
    )
    .addOption(
      new Option(
        '--target <target>',
        'what to check for (default: "all", with --against "wasm")',
      ).choices(['wasm', 'webgpu', 'all']),
    )
    .addOption(inputOption())
    .addOption(weightsOption())
    .addOption(weightsPrefixOption())
    .addOption(allowUnusedOption())
    .addOption(setOption())
    .addOption(weightsAsOption())
    .addOption(winogradOption())
    .addOption(tunedOption())
    .addOption(
      new Option('--tolerance <error>', 'largest error, relative to values above 1')
        .argParser(positiveNumber)
        .default(1e-4),
    )
    .addOption(singleFileOption())
    .addOption(relaxedSimdOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom check lenet5.net', 'would it compile, with the weights it names?'],
        ['netloom check lenet5.net --weights lenet5.safetensors', 'and with these?'],
        ['netloom check lenet5.net --input 7.png', 'and would run take this picture?'],
        ['netloom check lenet5.net --against reference', 'which node departs, if any?'],
      ),
    )
    .action(async (file: string, options: CheckOptions) => {
      const check = options.against === undefined ? checkNetwork : checkTarget;
      context.exitCode = await check(context, file, options);
    });
}

/** Does all that `compile` does with the same options, but that it writes nothing. */
async function checkNetwork(
  context: Context,
  file: string,
  { target = 'all', ...given }: CheckOptions,
): Promise<number> {
  const options = { ...given, target };
  const read = ({ set, values }: SizeSet): SizedNetwork => {
    const network = readNetwork(context, file, { ...options, set });
    const isComplete = hasWeights(network, options);
    return { ...(isComplete ? bindNetwork(context, network, options) : network), set: values };
  };
  const [first, ...others] = sizesIn(options.set);
  const networks = [read(first), ...others.map(read)] as const;
  const [network] = networks;
  const weights = hasWeights(network, options);
  if (!weights) requireNoSelection(options);
  const settings = tunedSettings(
    context,
    chosenSettings(targetsOf(target), options),
    options.tuned,
  );
  if (options.input.length > 0) await givenInputs(context, network.graph.inputs, options.input);
  const { files } = await makeBundle(context, networks, settings, options);
  if (weights) readAll(files);
  // What the verifier finds is a mistake of the compiler, not of the network.
  for (const { graph } of networks) {
    for (const each of settings.targets) {
      runPipeline(graph, { ...settings, target: each, verify: true });
    }
  }
  finish(context);
  if (options.json) {
    printResult(context, { unchecked: weights ? [] : ['weights'] });
    return EXIT.ok;
  }
  if (!weights) {
    note(context, 'no weights were given, so none were checked; --weights FILE does that too');
  }
  const warned = context.warnings.length;
  const problems =
    warned === 0 ? 'problems found' : `errors, ${warned} warning${warned > 1 ? 's' : ''}`;
  printLines(context, [`${file}: no ${problems}`]);
  return EXIT.ok;
}

/** Weights are read, rounded and packed while the chunks of a file are taken. */
function readAll(files: Iterable<Pick<BundleFile, 'views'>>): void {
  for (const file of files) {
    const chunks = file.views()[Symbol.iterator]();
    while (chunks.next().done !== true);
  }
}

async function checkTarget(
  context: Context,
  file: string,
  { target = 'wasm', ...options }: CheckOptions,
): Promise<number> {
  if (target === 'all') failTargets();
  const { tolerance } = options;
  if (target === 'webgpu') await requireGpu();
  const { graph } = readBoundNetwork(context, file, options);
  const settings = tunedSettings(context, chosenSettings([target], options), options.tuned);
  const runs = await inputTensors(context, graph, options.input);
  const comparisons: Comparison[] = [];
  let departed: Comparison | undefined;
  const all = compareWithReference(context, graph, target, settings, runs);
  for await (const comparison of all) {
    comparisons.push(comparison);
    if (comparison.isRounding === true || comparison.error <= tolerance) continue;
    departed = comparison;
    break;
  }
  noteMissing(context, settings);
  const rounding = await winogradRounding(context, graph, target, settings, runs[0]);
  finish(context);
  const notFinite = notFiniteValues(comparisons);
  warn(context, notFiniteDiagnostics(target, notFinite));
  if (options.json) {
    const result = { target, tolerance, comparisons, departed, rounding, notFinite };
    printResult(context, resultJson(context, result));
  } else {
    if (departed === undefined) printAgreement(context, target, comparisons, notFinite);
    else printDeparture(context, target, departed, tolerance, rounding);
    const lines = roundingLines(context, rounding);
    if (lines.length > 0) printLines(context, ['', ...lines]);
  }
  return departed === undefined ? EXIT.ok : EXIT.difference;
}

function failTargets(): never {
  throw new UsageError({
    code: 'usage/targets',
    title: '--against compares one target with the reference, not all',
    hint: 'write --target wasm or --target webgpu',
  });
}

/** Enough for what the first run leaves to show in all that reads it. */
const RUNS_WITH_STATES = 3;

/**
 * The files given with `--input`, or random values, the same every time; several runs of a network with states,
 * also where one was given.
 */
async function inputTensors(
  context: Context,
  graph: Graph,
  given: readonly string[],
): Promise<Tensors[]> {
  const least = graph.states.length === 0 ? 1 : RUNS_WITH_STATES;
  if (given.length === 0) {
    return Array.from({ length: least }, (_, run) => madeUpInputs(graph, run + 1));
  }
  const runs = (await givenInputs(context, graph.inputs, given)).map((values) =>
    Object.fromEntries(
      graph.inputs.map(({ value: { name, type } }) => [
        name,
        { shape: type.shape, data: values[name] },
      ]),
    ),
  );
  return runs.length > 1 ? runs : Array.from({ length: least }, () => runs[0]);
}

/** What `run` would read, with the same errors and remarks. */
async function givenInputs(
  context: Context,
  inputs: readonly GraphInput[],
  given: readonly string[],
): Promise<LoadedInputs['runs']> {
  const { runs, notes } = await loadInputs(context.io, inputs, given);
  for (const text of notes) note(context, text);
  return runs;
}

function printAgreement(
  context: Context,
  target: Target,
  comparisons: readonly Comparison[],
  notFinite: NotFiniteValues | undefined,
): void {
  const where = notFinite === undefined ? '' : ', as far as values are finite';
  const worst = comparisons
    .filter(({ isRounding }) => isRounding !== true)
    .reduce((a, b) => (b.error > a.error ? b : a));
  const rounding = comparisons.find(({ isRounding }) => isRounding === true);
  const [first, ...rest] = wrap(
    `✓ ${target} agrees with the reference in all ${comparisons.length} comparisons${where}; ` +
      `the largest error is ${worst.error.toExponential(1)} (${worst.what})`,
    context.io.stdout.columns,
  );
  printLines(context, [
    first.replace('✓', context.colors.out.green),
    ...rest,
    ...(rounding === undefined
      ? []
      : [`  rounding the weights changes an output by up to ${rounding.error.toExponential(1)}`]),
  ]);
}

function printDeparture(
  context: Context,
  target: Target,
  { what, error, index, actual, expected, span }: Comparison,
  tolerance: number,
  rounding: readonly WinogradRounding[],
): void {
  const hint = roundingRemedy(rounding, tolerance);
  printDiagnostics(context, [
    {
      severity: 'error',
      code: 'check/departs',
      title: `${what} on ${target} is the first to depart from the reference`,
      ...(span === undefined ? {} : { primary: { span, message: 'computed here' } }),
      notes: [
        `at [${index.join(',')}] it is ${actual}, not ${expected}`,
        `the error is ${error.toExponential(1)}, the tolerance ${tolerance}`,
      ],
      ...(hint === undefined ? {} : { hint }),
    },
  ]);
}

interface CheckResult {
  readonly target: Target;
  readonly tolerance: number;
  readonly comparisons: readonly Comparison[];
  readonly departed: Comparison | undefined;
  readonly rounding: readonly WinogradRounding[];
  readonly notFinite: NotFiniteValues | undefined;
}

function resultJson(
  { sources }: Context,
  { target, tolerance, comparisons, departed, rounding, notFinite }: CheckResult,
): object {
  const json = <T extends { readonly span?: Span }>({ span, ...rest }: T) => ({
    ...rest,
    source: sourceJson(sources, span),
  });
  return {
    target,
    tolerance,
    agrees: departed === undefined,
    first: departed === undefined ? null : json(departed),
    notFinite:
      notFinite === undefined
        ? null
        : { first: json(notFinite.first), outputs: notFinite.outputs.map(json) },
    comparisons: comparisons.map(json),
    winograd: rounding.map(json),
  };
}
