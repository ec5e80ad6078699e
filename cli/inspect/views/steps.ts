import type { StepTrace } from '../../../compiler/codegen/schedule/trace-steps.js';
import type { Context } from '../../context.js';
import type { Change } from '../../text/change-lines.js';
import { changeBetween, changeLines } from '../../text/change-lines.js';
import type { KernelView } from '../kernels.js';
import type { View } from './view.js';

/** What each step from a node to its text made of it, for each of the machines. */
export function stepsView(context: Context, kernel: KernelView): View {
  const { bold } = context.colors.out;
  const machines = kernel.trace().map(({ machine, steps }) => ({
    machine,
    changes: changesOf(steps),
  }));
  return {
    lines: () =>
      machines.flatMap(({ machine, changes }, index) => [
        ...(index === 0 ? [] : ['']),
        bold(`${kernel.formula} for ${machine === 'GPU' ? 'a GPU' : machine}`),
        '',
        ...changeLines(context, changes),
      ]),
    json: () => ({
      steps: machines.map(({ machine, changes }) => ({
        machine,
        steps: changes.map(({ title, why, lines }) => ({ step: title, why, lines })),
      })),
    }),
  };
}

/** Formulas, loops and what is printed of these are different texts: the first of each is all new. */
function changesOf(steps: readonly StepTrace[]): Change[] {
  return steps.map(({ step, why, of, text }, index) => {
    const before = steps.at(index - 1);
    const isComparable =
      index > 0 && before !== undefined && languageOf(before.of) === languageOf(of);
    return changeBetween(
      { title: step, why },
      isComparable ? before.text.split('\n') : [],
      text.split('\n'),
    );
  });
}

function languageOf(of: StepTrace['of']): 'formulas' | 'loops' | 'text' {
  return of === 'loops' || of === 'text' ? of : 'formulas';
}
