import type { Context } from '../context.js';
import { table } from '../text/table.js';
import { grouped } from '../text/units.js';
import type { ShownOutput } from './show.js';
import { outputJson, short, showOutputs } from './show.js';

/** What a network gave in one run after another; at least one. */
export type Answers = readonly (readonly ShownOutput[])[];

/** The form that `netloom run --json` promises: `outputs` of one run, of several a list of them. */
export function answersJson(answers: Answers, top: number): object {
  const runs = answers.map((outputs) => ({
    outputs: Object.fromEntries(outputs.map((output) => [output.name, outputJson(output, top)])),
  }));
  return runs.length === 1 ? runs[0] : { runs };
}

/** Answers for people: one by one, or, where each output is a single number, a line for each run. */
export function showRuns(context: Context, answers: Answers, top: number): string[] {
  const [first] = answers;
  if (answers.length === 1) return showOutputs(context, first, top);
  if (first.every(({ data }) => data.length === 1)) {
    const columns = ['run', ...first.map(({ name }) => name)];
    return table(
      columns.map((title) => ({ title, align: 'right' })),
      answers.map((outputs, run) => [
        grouped(run + 1),
        ...outputs.map(({ data }) => short(data[0])),
      ]),
      context.io.stdout.columns,
    );
  }
  const { dim } = context.colors.out;
  return answers.flatMap((outputs, run) => [
    ...(run === 0 ? [] : ['']),
    dim(`run ${grouped(run + 1)} of ${grouped(answers.length)}`),
    '',
    ...showOutputs(context, outputs, top),
  ]);
}
