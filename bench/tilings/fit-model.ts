import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { table } from '../../cli/text/table.js';
import type { CostedAxes, CostRates } from '../../compiler/codegen/schedule/tiling/rates.js';
import { costOf, quantitiesOf } from '../../compiler/codegen/schedule/tiling/cost.js';
import { COST_RATES } from '../../compiler/codegen/schedule/tiling/cost-rates.js';
import { projectRoot } from '../paths.js';
import { geometricMean } from '../statistics.js';
import type { MeasuredKernel } from './data-set.js';
import { fitRates } from './fit-rates.js';
import type { Sample, SampledTiling } from './samples.js';
import { samplesOf } from './samples.js';

const RATES_FILE = join(projectRoot, 'compiler/codegen/schedule/tiling/cost-rates.ts');

/** The size of tile that is good on the whole: what choosing has to be better than. */
const USUAL: Readonly<Record<CostedKind, string>> = { product: '4 × 8,', window: '4 × 4,' };

type CostedKind = CostedAxes['kind'];
type Rates = Readonly<Record<CostedKind, CostRates>>;

/**
 * Fits the rates of the cost model to all kernels that have been measured, writes them into the
 * compiler, and says how good the choice is: with these rates, and for each kernel with rates that
 * were fitted without those of its network, which is what to expect of a network that nobody measured.
 */
export async function fitModel(dataSet: readonly MeasuredKernel[]): Promise<string> {
  const samples = samplesOf(dataSet);
  const rates = ratesOf(samples);
  writeFileSync(RATES_FILE, await ratesText(rates));
  const networks = [...new Set(samples.map(({ network }) => network))];
  const rows = networks.flatMap((network) => {
    const without = ratesOf(samples.filter((sample) => sample.network !== network));
    return samples
      .filter((sample) => sample.network === network)
      .map((sample): Row => ({
        ...sample,
        usual: usualChoice(sample),
        fitted: choiceWith(sample, rates),
        validated: choiceWith(sample, without),
      }));
  });
  return [...kernelLines(rows), '', ...summaryLines(rows)].join('\n');
}

/** Products and windows each have their own: other work of theirs is done at the same time. */
function ratesOf(samples: readonly Sample[]): Rates {
  const fitted = (wanted: CostedKind): CostRates =>
    fitRates(
      samples.filter(({ kind }) => kind === wanted),
      quantitiesOf(COST_RATES[wanted]),
    );
  return { product: fitted('product'), window: fitted('window') };
}

interface Choice {
  readonly text: string;
  /** How many times the best tiling's time it takes. */
  readonly regret: number;
}

interface Row extends Pick<Sample, 'network' | 'kernel' | 'kind'> {
  /** Absent where the kernel has too few neighbours or vectors for it. */
  readonly usual?: Choice;
  readonly fitted: Choice;
  readonly validated: Choice;
}

function choiceWith({ kind, tilings }: Sample, rates: Rates): Choice {
  const costs = tilings.map(({ work }) => costOf(work, rates[kind]));
  return choiceOf(tilings, tilings[costs.indexOf(Math.min(...costs))]);
}

function usualChoice({ kind, tilings }: Sample): Choice | undefined {
  const usual = tilings.find(({ text }) => text.startsWith(USUAL[kind]));
  return usual && choiceOf(tilings, usual);
}

function choiceOf(tilings: Sample['tilings'], { text, milliseconds }: SampledTiling): Choice {
  return { text, regret: milliseconds / Math.min(...tilings.map((each) => each.milliseconds)) };
}

function kernelLines(rows: readonly Row[]): string[] {
  return table(
    [
      { title: 'network' },
      { title: 'kernel' },
      { title: 'chosen' },
      { title: '× fastest', align: 'right' },
      { title: 'without its network' },
      { title: '× fastest', align: 'right' },
    ],
    rows.map(({ network, kernel, fitted, validated }) => [
      network,
      kernel,
      ...[fitted, validated].flatMap(({ text, regret }) => [text, regret.toFixed(3)]),
    ]),
  );
}

function summaryLines(rows: readonly Row[]): string[] {
  const kinds = [...new Set<string>(rows.map(({ kind }) => kind)), 'all'];
  return table(
    [
      { title: 'tile' },
      { title: 'kernels', align: 'right' },
      { title: '4 × 8 or 4 × 4', align: 'right' },
      { title: 'fitted', align: 'right' },
      { title: 'without own network', align: 'right' },
    ],
    kinds.map((kind) => {
      const some = rows.filter((row) => kind === 'all' || row.kind === kind);
      const mean = (of: (row: Row) => Choice | undefined): string =>
        geometricMean(some.flatMap((row) => of(row)?.regret ?? [])).toFixed(3);
      return [
        kind,
        String(some.length),
        mean(({ usual }) => usual),
        mean(({ fitted }) => fitted),
        mean(({ validated }) => validated),
      ];
    }),
  );
}

async function ratesText(rates: Rates): Promise<string> {
  const source = [
    "import type { CostedAxes, CostRates } from './rates.js';",
    '',
    '/** Written by `npm run bench:tilings -- --fit` from bench/results/tilings.jsonl. */',
    "export const COST_RATES: Readonly<Record<CostedAxes['kind'], CostRates>> = {",
    ...Object.entries(rates).map(([kind, each]) => `${kind}: { ${fieldsText(each)} },`),
    '};',
  ];
  const config = await resolveConfig(RATES_FILE);
  return format(source.join('\n'), { ...config, filepath: RATES_FILE });
}

function fieldsText(rates: CostRates): string {
  return quantitiesOf(rates)
    .map((each) => `${each}: ${Number(rates[each].toPrecision(3))}`)
    .join(', ');
}
