import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import type { BundleOptions } from '../bundle.js';
import { inFolder, makeBundle } from '../bundle.js';
import { CompressedSizes } from '../compressed-sizes.js';
import type { SizeValues } from '../../compiler/codegen/program.js';
import type { Settings } from '../../compiler/settings.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { filesOfBundle, removeOthers } from '../files/previous-bundle.js';
import { writeFiles } from '../files/write.js';
import { examples } from '../help.js';
import { layersOf, totalsOf } from '../inspect/layers.js';
import type { NetworkFile } from '../network.js';
import { readSizes } from '../network.js';
import {
  allowUnusedOption,
  chosenSettings,
  jsonOption,
  networkOption,
  relaxedSimdOption,
  setOption,
  singleFileOption,
  targetOption,
  targetsOf,
  threadsOption,
  tunedOption,
  weightsAsOption,
  weightsOption,
  weightsPrefixOption,
  winogradOption,
} from '../options.js';
import { finish, printLines, printResult } from '../report.js';
import { table } from '../text/table.js';
import { wrap } from '../text/wrap.js';
import type { TuningOutcome } from '../tune/tune-network.js';
import { tuneNetwork, tuningIn } from '../tune/tune-network.js';
import { openLog, openOrBeginLog } from '../tune/tuning-log.js';
import { byteSize, duration, grouped, magnitude } from '../text/units.js';

interface CompileOptions extends BundleOptions {
  readonly output: string;
  readonly mjs: boolean;
  readonly tune: boolean;
  readonly json: boolean;
}

/** `netloom compile FILE.net -o DIR`: makes a bundle. */
export function compileCommand(context: Context): Command {
  return new Command('compile')
    .description('Compile a network into a bundle: JavaScript, machine code and weights.')
    .argument('<file.net>', 'the network, or an .onnx file')
    .addOption(networkOption())
    .addOption(weightsOption())
    .addOption(weightsPrefixOption())
    .addOption(allowUnusedOption())
    .addOption(targetOption(['wasm', 'webgpu', 'all'], 'all'))
    .addOption(setOption())
    .addOption(weightsAsOption())
    .addOption(winogradOption())
    .addOption(tunedOption())
    .addOption(
      new Option(
        '--tune',
        'measure here which tiles are fastest, and log it (default: NAME.tune.jsonl in the folder)',
      ).default(false),
    )
    .addOption(singleFileOption())
    .addOption(
      new Option(
        '--mjs',
        'call the module NAME.mjs, which Node takes for one in any package',
      ).default(false),
    )
    .addOption(relaxedSimdOption())
    .addOption(threadsOption())
    .requiredOption('-o, --output <dir>', 'folder for the bundle')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['netloom compile lenet5.net --weights lenet5.safetensors -o dist', 'for both targets'],
        [
          'netloom compile lenet5.net --target wasm --single-file -o dist',
          'one file to carry away',
        ],
        ['netloom compile vgg.net --weights-as int8 -o dist', 'weights in a quarter of the bytes'],
        ['netloom compile resnet50.net --threads 2 -o dist', 'for two threads'],
        ['netloom compile resnet50.net --tune -o dist', 'with tiles measured on this machine'],
        ['netloom compile resnet50.net --tuned dist/resnet50.tune.jsonl -o dist', 'the same again'],
        ['netloom compile vgg.net --weights random:1 --set classes=10 -o dist', 'without weights'],
        ['netloom compile style.net --set size=256,512 -o dist', 'two sizes, one file of weights'],
      ),
    )
    .action(async (file: string, options: CompileOptions) => {
      context.exitCode = await compile(context, file, options);
    });
}

async function compile(context: Context, file: string, options: CompileOptions): Promise<number> {
  const started = performance.now();
  const { io, progress } = context;
  const networks = readSizes(context, file, options);
  const untuned = chosenSettings(targetsOf(options.target), options);
  const tuning = await tuningFor(context, networks, untuned, options);
  const settings = tuning === undefined ? untuned : { ...untuned, tuning: tuning.log.records };
  const { program, files: bundle } = await makeBundle(context, networks, settings, options);
  const { name } = program;
  const [module, twin] = (options.mjs ? ['mjs', 'js'] : ['js', 'mjs']).map((extension) =>
    join(options.output, `${name}.${extension}`),
  );
  const before = filesOfBundle(io, module);
  const sizes = new CompressedSizes();
  const written = await writeFiles(context, inFolder(options.output, sizes.measuring(bundle)), {
    sources: [
      ...new Set(networks.flatMap((network) => network.files)),
      ...(tuning ? [tuning.log.path] : []),
    ],
    last: module,
  });
  // What the bundle before was loaded with is of no use to this one.
  const now = [...written.map(({ path }) => path), ...filesOfBundle(io, twin)];
  const removed = removeOthers(io, before, now);
  const milliseconds = performance.now() - started;
  const sized = [program, ...(program.others ?? [])].map(
    ({ arenaBytes, arenaLowerBound }, at): SizeTotals => ({
      set: networks[at].set,
      ...totalsOf(layersOf(networks[at].graph)),
      arenaBytes,
      arenaLowerBound,
    }),
  );
  progress.step('compressing the files to measure them');
  const files = await Promise.all(
    written.map(async ({ path, bytes }) => {
      const file = relative(options.output, path);
      return { file, bytes, ...(await sizes.of(file)) };
    }),
  );
  finish(context);
  if (options.json) {
    printResult(context, {
      bundle: options.output,
      files,
      removed: removed.map((path) => relative(options.output, path)),
      ...withoutSet(sized[0]),
      ...(sized.length > 1 && { sizes: sized }),
      milliseconds: Math.round(milliseconds),
      ...(tuning && { tuning: tuningJson(tuning) }),
    });
    return EXIT.ok;
  }
  const { bold } = context.colors.out;
  const width = io.stdout.columns;
  const [first, ...rest] = sized.flatMap((totals) => wrap(totalsText(name, totals), width));
  printLines(context, [
    bold(name) + first.slice(name.length),
    ...rest,
    '',
    ...table(
      [
        { title: 'file', cut: 'middle' },
        { title: 'size', align: 'right' },
        { title: 'gzip', align: 'right' },
        { title: 'brotli', align: 'right' },
      ],
      files.map(({ file: path, bytes, gzip, brotli }) => [
        path,
        byteSize(bytes),
        gzip === undefined ? '–' : byteSize(gzip),
        brotli === undefined ? '–' : byteSize(brotli),
      ]),
      width,
    ),
    '',
    ...(tuning ? wrap(tuningText(tuning), width) : []),
    ...(removed.length > 0
      ? wrap(`removed ${removed.join(', ')} of the bundle before`, width)
      : []),
    ...wrap(`compiled in ${duration(milliseconds)} into ${options.output}`, width),
  ]);
  return EXIT.ok;
}

/** What one size of a network costs. */
interface SizeTotals extends ReturnType<typeof totalsOf> {
  readonly set: SizeValues;
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
}

function withoutSet({ set: _, ...totals }: SizeTotals): object {
  return totals;
}

function totalsText(
  name: string,
  { set, parameters, macs, arenaBytes, arenaLowerBound }: SizeTotals,
): string {
  const size = Object.entries(set).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  return (
    `${name}${size.join('')}: ${grouped(parameters)} parameters, ${magnitude(macs)} multiply-accumulates, ` +
    `arena ${byteSize(arenaBytes)} (no plan needs less than ${byteSize(arenaLowerBound)})`
  );
}

/** Reads the tuning log, and with `--tune` measures what it lacks. */
async function tuningFor(
  context: Context,
  networks: readonly [NetworkFile, ...NetworkFile[]],
  settings: Settings,
  { tune, tuned, output }: CompileOptions,
): Promise<TuningOutcome | undefined> {
  if (!tune && tuned === undefined) return undefined;
  const [{ graph: first }] = networks;
  const log = tune
    ? openOrBeginLog(context, tuned ?? `${output}/${first.name}.tune.jsonl`)
    : openLog(context, tuned ?? '');
  let all: TuningOutcome = { log, kernels: 0, missing: 0, measured: 0 };
  for (const { graph } of networks) {
    const one = tune
      ? await tuneNetwork(context, graph, settings, all.log)
      : tuningIn(graph, settings, log);
    all = {
      log: one.log,
      kernels: all.kernels + one.kernels,
      missing: all.missing + one.missing,
      measured: all.measured + one.measured,
    };
  }
  return all;
}

function tuningText({ log, kernels, missing, measured }: TuningOutcome): string {
  const from = measured > 0 ? `measured ${measured} of them` : 'measured none of them';
  const left = missing > 0 ? `; ${missing} are not in it (--tune would measure them)` : '';
  return `tiles of ${kernels - missing} of ${kernels} kernels from ${log.path}, ${from} now${left}`;
}

function tuningJson({ log, kernels, missing, measured }: TuningOutcome): unknown {
  return { log: log.path, kernels, missing, measured };
}
