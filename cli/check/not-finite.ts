import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import type { Target } from '../../compiler/target/machine.js';
import type { Comparison } from './against-reference.js';

/** Values that are NaN, or the same infinity, on both sides: that they are equal says nothing. */
export interface NotFiniteValues {
  /** The first kernel that gives such values, or what else shows them first. */
  readonly first: Comparison;
  /** The outputs that have some. */
  readonly outputs: readonly Comparison[];
}

/** Undefined where all values are finite on one side at least. */
export function notFiniteValues(comparisons: readonly Comparison[]): NotFiniteValues | undefined {
  const some = comparisons.filter(({ notFinite }) => notFinite > 0);
  // Of a pass only the outputs are compared, and these come last.
  const first = some.find(({ kind }) => kind === 'kernel') ?? some.at(0);
  return first && { first, outputs: some.filter(({ kind }) => kind === 'output') };
}

export function notFiniteDiagnostics(
  target: Target,
  values: NotFiniteValues | undefined,
): Diagnostic[] {
  if (values === undefined) return [];
  const { first, outputs } = values;
  const { span } = first;
  return [
    {
      severity: 'warning',
      code: 'check/not-finite',
      title:
        `${first.what} gives ${countText(first)} values that are not finite, ` +
        `on ${target} as in the reference`,
      ...(span === undefined ? {} : { primary: { span, message: 'the first of them' } }),
      notes: outputs.map((output) => `${output.what} has ${countText(output)}`),
      hint: 'they are equal, but no match: nothing was compared there',
    },
  ];
}

function countText({ notFinite, elements }: Comparison): string {
  return `${notFinite} of ${elements}`;
}
