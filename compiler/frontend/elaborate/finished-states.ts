import type { GraphInput, GraphState } from '../../ir/graph.js';
import type { FrontendDiagnostic } from '../codes.js';
import type { Session } from './context.js';
import type { Draft, DraftValue } from './draft.js';

/** Says which states are called alike, and which begin with what a run brings. */
export function checkStates(
  draft: Draft,
  states: readonly GraphState[],
  inputs: readonly GraphInput[],
  session: Session,
): void {
  if (states.length === 0) return;
  const taken = new Map(inputs.map(({ value }) => [value.name, value]));
  for (const { value } of states) {
    const other = taken.get(value.name);
    taken.set(value.name, value);
    if (other?.span === undefined || value.span === undefined) continue;
    const isSamePlace =
      other.span.file === value.span.file && other.span.start === value.span.start;
    session.report({
      severity: 'error',
      code: 'state/twice',
      title: `two states or inputs are called \`${value.name}\``,
      primary: { span: value.span, message: isSamePlace ? 'made more than once' : 'the second' },
      ...(!isSamePlace && { secondary: [{ span: other.span, message: 'the first' }] }),
      hint: 'in a loop, put it into a block and name the call of that: `as "name{i}"`',
    });
  }
  const varying = varyingValues(draft);
  for (const { value, initial } of draft.states) {
    if (!varying.has(initial)) continue;
    session.report(dependent(value, initial));
  }
}

function dependent({ fallback, span }: DraftValue, initial: DraftValue): FrontendDiagnostic {
  return {
    severity: 'error',
    code: 'state/initial',
    title: `what the state \`${fallback}\` begins with depends on an input or a state`,
    primary: { span: initial.span, message: 'not known before the first run' },
    secondary: [{ span, message: 'the state is declared here' }],
    hint: 'begin with zeros, with a list of numbers or with a `parameter`',
  };
}

/** What inputs and states have a part in. */
function varyingValues({ inputs, states, nodes }: Draft): ReadonlySet<DraftValue> {
  const varying = new Set([...inputs, ...states].map(({ value }) => value));
  for (const node of nodes) {
    if (!node.inputs.some((input) => varying.has(input))) continue;
    for (const output of node.outputs) varying.add(output);
  }
  return varying;
}
