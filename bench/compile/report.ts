import type { Target } from '../../compiler/target/machine.js';
import { table } from '../../cli/text/table.js';
import { duration, grouped } from '../../cli/text/units.js';
import { NOTHING, right } from '../report/columns.js';
import { growthExponent } from './growth.js';
import type { CompileTime, Phase } from './time-phases.js';
import { PHASES, totalOf } from './time-phases.js';

/** What networks of one shape took to compile for one target, by size. */
export interface ShapeTimes {
  readonly shape: string;
  readonly target: Target;
  readonly times: readonly CompileTime[];
}

/** Below this many milliseconds a time says more about the clock and the collector than about growth. */
const LEAST_TELLING = 5;

/** Phases that take less of the largest network than this share have a row together. */
const LEAST_SHARE = 0.01;

/** Phases down, sizes across, and between two sizes the exponent of growth. */
export function shapeTable({ shape, target, times }: ShapeTimes): string[] {
  const columns = times.flatMap(({ nodes }, index) => [
    ...(index === 0 ? [] : [right('growth')]),
    right(`${grouped(nodes)} nodes`),
  ]);
  const row = (name: string, figureOf: (time: CompileTime) => number): string[] => [
    name,
    ...times.flatMap((time, index) => [
      ...(index === 0 ? [] : [growthText(times[index - 1], time, figureOf)]),
      duration(figureOf(time)),
    ]),
  ];
  const largest = times[times.length - 1];
  const present = PHASES.filter((phase) => largest.phases[phase] !== undefined);
  const compiling = present.filter((phase) => phase !== 'verify');
  const isShown = (phase: Phase): boolean =>
    timeOf(largest, phase) >= LEAST_SHARE * totalOf(largest);
  const others = compiling.filter((phase) => !isShown(phase));
  const phaseRow = (phase: Phase): string[] => row(phase, (time) => timeOf(time, phase));
  return table(
    [{ title: `${shape}, ${target}` }, ...columns],
    [
      ...compiling.filter(isShown).map(phaseRow),
      ...(others.length === 0 ? [] : [row(othersText(others.length), (time) => sum(time, others))]),
      row('together', totalOf),
      phaseRow('verify'),
    ],
  );
}

function othersText(count: number): string {
  return count === 1 ? '1 other' : `${count} others`;
}

function sum(time: CompileTime, phases: readonly Phase[]): number {
  return phases.reduce((total, phase) => total + timeOf(time, phase), 0);
}

function timeOf({ phases }: CompileTime, phase: Phase): number {
  return phases[phase] ?? 0;
}

function growthText(
  small: CompileTime,
  large: CompileTime,
  figureOf: (time: CompileTime) => number,
): string {
  const [before, after] = [figureOf(small), figureOf(large)];
  if (before === 0 || after < LEAST_TELLING) return NOTHING;
  const exponent = growthExponent(
    { size: small.nodes, amount: before },
    { size: large.nodes, amount: after },
  );
  return exponent.toFixed(2);
}
