import { orderText, tilingText } from '../../../compiler/codegen/schedule/tiling/plan.js';
import type { GridReasons, TileReasons } from '../../../compiler/codegen/schedule/why/explain.js';
import type { TileCost } from '../../../compiler/codegen/schedule/why/tile-costs.js';
import { tilingJson } from '../../../compiler/codegen/tuning/record.js';
import type { Context } from '../../context.js';
import { table } from '../../text/table.js';
import { magnitude } from '../../text/units.js';
import { wrap } from '../../text/wrap.js';
import type { KernelView } from '../kernels.js';
import type { View } from './view.js';

/** Why a kernel's tiles and schedules are as they are: what was recognised, what ruled out, what costs. */
export function whyView(context: Context, kernel: KernelView): View {
  const { bold } = context.colors.out;
  const { core, gpu, procedure } = kernel.why();
  const instead =
    procedure === undefined ? [] : ['', ...wrap(procedure, context.io.stdout.columns)];
  return {
    lines: () => [
      bold(`${kernel.name} on a core`),
      ...instead,
      ...core.flatMap((reasons) => ['', ...coreLines(context, reasons)]),
      '',
      bold(`${kernel.formula} on a GPU`),
      ...instead,
      ...gpu.flatMap((reasons) => ['', ...gpuLines(context, reasons)]),
    ],
    json: () => ({ why: { core: core.map(coreJson), gpu, ...(procedure && { procedure }) } }),
  };
}

function coreLines(context: Context, { fills, reads, kinds, plan, tiles, orders }: TileReasons) {
  const width = context.io.stdout.columns;
  const along = (axes: readonly string[]): string => axes.join(', ') || 'nothing';
  return [
    `${fills}: tile ${tilingText(plan)}`,
    '',
    ...table(
      [{ title: 'read' }, { title: 'changes along' }, { title: 'shared along' }],
      reads.map(({ tensor, changes, shared }) => [tensor, along(changes), along(shared)]),
      width,
    ),
    '',
    ...verdictLines(
      context,
      kinds.map(({ kind, ...verdict }) => ({ name: kind, ...verdict })),
    ),
    '',
    ...(tiles.length === 0
      ? wrap('A rule decides on the tile: memory bounds what shares nothing.', width)
      : [
          ...wrap(
            'Cycles that each tile is taken to cost, of which only ratios mean anything. The three ' +
              'that are cheapest by a rough count are looked at with what they leave over:',
            width,
          ),
          '',
          ...costTable(tiles, plan, width),
        ]),
    '',
    ...wrap(`orders of the loops around it: ${orders.map(orderText).join('; ')}`, width),
  ];
}

const PARTS: readonly (keyof TileCost['parts'])[] = [
  'operations',
  'loads',
  'splats',
  'waits',
  'spills',
  'addresses',
  'code',
];

function costTable(tiles: readonly TileCost[], plan: TileReasons['plan'], width: number): string[] {
  const cycles = (count: number): string => magnitude(Math.round(count));
  return table(
    [
      { title: 'tile' },
      { title: '' },
      { title: 'cycles', align: 'right' },
      ...PARTS.map((title) => ({ title, short: title.slice(0, 4), align: 'right' as const })),
      { title: 'rough', align: 'right' },
    ],
    tiles.map((cost) => [
      `${cost.tile} × ${4 * cost.vectors}`,
      isTaken(cost, plan) ? 'taken' : '',
      cycles(cost.cycles),
      ...PARTS.map((part) => cycles(cost.parts[part])),
      cycles(cost.rough),
    ]),
    width,
  );
}

function isTaken({ tile, vectors }: TileCost, plan: TileReasons['plan']): boolean {
  return tile === plan.tile && vectors === plan.vectors;
}

function gpuLines(context: Context, { fills, schedules }: GridReasons): string[] {
  const verdicts = schedules.map(({ schedule, ...verdict }) => ({ name: schedule, ...verdict }));
  return [fills, '', ...verdictLines(context, verdicts)];
}

interface Verdict {
  readonly name: string;
  readonly fits: boolean;
  readonly why: string;
}

/** What was recognised, and what speaks against the others. */
function verdictLines(context: Context, verdicts: readonly Verdict[]): string[] {
  const { bold } = context.colors.out;
  const width = context.io.stdout.columns;
  return verdicts.flatMap(({ name, fits, why }) => {
    const [first, ...rest] = wrap(`${fits ? 'yes' : 'no '}  ${name}: ${why}`, width - 5);
    return [fits ? bold(first) : first, ...rest.map((line) => `     ${line}`)];
  });
}

function coreJson({ fills, reads, kinds, plan, tiles, orders }: TileReasons): object {
  return {
    fills,
    reads,
    kinds,
    tiling: tilingJson(plan),
    tiles: tiles.map(({ tile, vectors, cycles, rough, parts }) => ({
      rows: tile,
      channels: 4 * vectors,
      cycles,
      rough,
      parts,
    })),
    orders: orders.map(orderText),
  };
}
