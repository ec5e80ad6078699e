/** `npm run bench:tilings`: measures every tiling of a sample of kernels. See README.md. */
import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { instantiateKernels } from '../cli/tune/kernel-module.js';
import { table } from '../cli/text/table.js';
import { tilingText } from '../compiler/codegen/schedule/plan.js';
import { measureRoof, roofLoop } from './layers/roof.js';
import { geometricMean } from './statistics.js';
import { DATA_SET, dataSetLine, readDataSet } from './tilings/data-set.js';
import { sampledKernels } from './tilings/sampled-kernels.js';
import { timeInTurn } from './tilings/time-in-turn.js';

/** A machine that reaches less than this of the roof it has had before is doing something else. */
const UNDISTURBED = 0.96;
/** Of the roof's loop: a tenth of a millisecond or two. */
const TURNS = 50_000;

await new Command('bench:tilings')
  .description('Measure all tilings of those kernels of the sample that the data set lacks.')
  .addOption(
    new Option('--seconds <number>', 'begin no kernel after so long; call again for the rest')
      .default(Infinity)
      .argParser(Number),
  )
  .action(measureTilings)
  .parseAsync();

async function measureTilings({ seconds }: { readonly seconds: number }): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  const known = readDataSet(DATA_SET);
  const measured = new Map(known.map((each) => [each.computes, each.milliseconds]));
  const rows: RegretRow[] = [];
  const roof = Math.max(await measureRoof(), ...known.map((each) => each.roof));
  const speed = await roofLoop();
  const undisturbed = (): boolean => speed(TURNS) > UNDISTURBED * roof;
  let left = 0;
  for (const sampled of sampledKernels()) {
    const { network, kernel, computes, tilings, tiled, chosen } = sampled;
    const before = measured.get(computes);
    if (before !== undefined) {
      rows.push(regretOf(kernel, tilingText(chosen), before));
      continue;
    }
    const times =
      performance.now() < end
        ? timeInTurn(await instantiateKernels(tilings.map(tiled)), undisturbed)
        : undefined;
    if (times === undefined) {
      left++;
      continue;
    }
    const milliseconds = Object.fromEntries(
      tilings.map((tiling, index) => [tilingText(tiling), Number(times[index].toPrecision(4))]),
    );
    rows.push(regretOf(kernel, tilingText(chosen), milliseconds));
    const line = dataSetLine({
      network,
      kernel,
      machine: cpus().at(0)?.model ?? process.arch,
      engine: `V8 ${process.versions.v8}`,
      roof: Number(roof.toPrecision(3)),
      computes,
      milliseconds,
    });
    appendFileSync(DATA_SET, line);
    process.stdout.write(`${network} ${kernel}\n`);
  }
  const lines = rows.length === 0 ? [] : regretLines(rows);
  process.stdout.write([...lines, `${left} kernels left`, ''].join('\n'));
}

interface RegretRow {
  readonly kernel: string;
  readonly taken: string;
  readonly best: string;
  /** How many times the best tiling's time the taken one takes; undefined where it is a new one. */
  readonly regret: number | undefined;
}

function regretOf(
  kernel: string,
  taken: string,
  milliseconds: Readonly<Partial<Record<string, number>>>,
): RegretRow {
  const times = Object.entries(milliseconds).flatMap(([text, time]) =>
    time === undefined ? [] : [{ text, time }],
  );
  const best = times.reduce((least, each) => (each.time < least.time ? each : least));
  const takes = milliseconds[taken];
  return { kernel, taken, best: best.text, regret: takes && takes / best.time };
}

function regretLines(rows: readonly RegretRow[]): string[] {
  const regrets = rows.flatMap(({ regret }) => regret ?? []);
  return [
    ...table(
      [
        { title: 'kernel' },
        { title: 'chosen' },
        { title: 'fastest' },
        { title: '× fastest', align: 'right' },
      ],
      rows.map(({ kernel, taken, best, regret }) => [
        kernel,
        taken,
        best,
        regret?.toFixed(3) ?? 'not measured',
      ]),
    ),
    `geometric mean ${geometricMean(regrets).toFixed(3)}`,
  ];
}
