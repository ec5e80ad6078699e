import type { Span } from '../../diagnostics/diagnostic.js';
import { adviceOnArgument } from '../foreign/advice.js';
import type { Identifier } from '../syntax/ast.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { Val } from './values.js';

/** An argument of a call, evaluated. */
export interface Given {
  readonly name?: Identifier;
  readonly value: Val;
  readonly span: Span;
  /** It came along `->`. */
  readonly piped?: true;
}

/** The call that arguments belong to, for messages. */
export interface CallSite {
  /** What was called, as messages name it: `conv`. */
  readonly name: string;
  readonly calleeSpan: Span;
  readonly span: Span;
  /** `as …`, evaluated. */
  readonly label?: string;
}

type ArgumentProblem = 'order' | 'too-many' | 'twice' | 'unknown';

export interface Matched {
  readonly byName: ReadonlyMap<string, Given>;
  /** Some argument did not fit and was reported. */
  readonly failed: boolean;
}

/**
 * Assigns positional arguments in order and named ones by name. Reports arguments that are unknown,
 * given twice, too many, or positional after a named one.
 * `otherNames` may be given by name only.
 */
export function matchArguments(
  context: Context,
  site: CallSite,
  names: readonly string[],
  given: readonly Given[],
  otherNames: readonly string[] = [],
): Matched {
  const byName = new Map<string, Given>();
  let failed = false;
  let position = 0;
  let named: Given | undefined;
  let tooMany = 0;
  const problem = (
    code: ArgumentProblem,
    title: string,
    argument: Given,
    message: string,
  ): void => {
    failed = true;
    const all = [...new Set([...names, ...otherNames])];
    const near =
      code === 'unknown' && argument.name !== undefined
        ? adviceOnArgument(argument.name.text, all)
        : undefined;
    const takes = all.length === 0 ? undefined : `\`${site.name}\` takes ${all.join(', ')}`;
    failAt(
      context,
      `call/${code}`,
      title,
      { span: argument.name?.span ?? argument.span, message },
      near ?? { hint: takes },
    );
  };
  for (const argument of given) {
    if (argument.name === undefined) {
      if (named !== undefined) {
        const title = `a positional argument of \`${site.name}\` stands behind a named one`;
        problem('order', title, argument, 'this argument has no name');
        continue;
      }
      const name = names[position++] as string | undefined;
      if (name === undefined) tooMany++;
      else byName.set(name, argument);
      if (tooMany === 1 && name === undefined) {
        const expected = names.length === 0 ? 'no' : `at most ${names.length}`;
        const got = given.filter((each) => each.name === undefined).length;
        const plural = names.length === 1 ? 'argument' : 'arguments';
        const title = `\`${site.name}\` takes ${expected} positional ${plural} here, but got ${got}`;
        problem('too-many', title, argument, 'one too many');
      }
      continue;
    }
    named = argument;
    const { text } = argument.name;
    if (!names.includes(text) && !otherNames.includes(text)) {
      const title = `\`${site.name}\` has no argument \`${text}\``;
      problem('unknown', title, argument, 'unknown argument');
    } else if (byName.has(text)) {
      const title = `the argument \`${text}\` of \`${site.name}\` is given twice`;
      problem('twice', title, argument, 'given again here');
    } else {
      byName.set(text, argument);
    }
  }
  return { byName, failed };
}

/** Reports that `name` was not given. */
export function missingArgument(
  context: Context,
  site: CallSite,
  name: string,
  declared: Span | undefined,
  doc: string | undefined,
): void {
  failAt(
    context,
    'call/missing',
    `\`${site.name}\` needs the argument \`${name}\``,
    { span: site.span, message: `\`${name}\` is not given` },
    {
      secondary:
        declared === undefined ? undefined : [{ span: declared, message: 'declared here' }],
      hint: doc === undefined ? undefined : `\`${name}\`: ${doc}`,
    },
  );
}
