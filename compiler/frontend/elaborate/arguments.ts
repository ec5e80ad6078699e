import type { Span } from '../../diagnostics/diagnostic.js';
import { adviceOnArgument } from '../foreign/advice.js';
import type { Identifier } from '../syntax/ast.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { Val } from './values.js';
import { isPoisoned } from './values.js';

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

type ArgumentProblem = 'order' | 'too-many' | 'twice';

export interface Matched {
  readonly byName: ReadonlyMap<string, Given>;
  /** Some argument did not fit and was reported. */
  readonly failed: boolean;
}

/**
 * Assigns positional arguments in order and named ones by name. Reports arguments that are unknown,
 * given twice, too many, or positional after a named one.
 * `otherNames` may be given by name only. With a `declaration`, what it lacks is told only once, since it
 * may be what is wrong.
 */
export function matchArguments(
  context: Context,
  site: CallSite,
  names: readonly string[],
  given: readonly Given[],
  otherNames: readonly string[] = [],
  declaration?: Span,
): Matched {
  const byName = new Map<string, Given>();
  const all = [...new Set([...names, ...otherNames])];
  const takes = all.length === 0 ? undefined : `\`${site.name}\` takes ${all.join(', ')}`;
  let failed = false;
  let position = 0;
  let named: Given | undefined;
  let tooMany = 0;
  const unknown: NamedGiven[] = [];
  const problem = (
    code: ArgumentProblem,
    title: string,
    argument: Given,
    message: string,
  ): void => {
    failed = true;
    // What could not be evaluated may have been several arguments, or none.
    if (given.some(({ value }) => isPoisoned(value))) return;
    const span = argument.name?.span ?? argument.span;
    failAt(context, `call/${code}`, title, { span, message }, { hint: takes });
  };
  for (const argument of given) {
    if (!isNamed(argument)) {
      if (named !== undefined) {
        const title = `a positional argument of \`${site.name}\` stands behind a named one`;
        problem('order', title, argument, 'this argument has no name');
        continue;
      }
      const name = names[position++] as string | undefined;
      if (name === undefined) tooMany++;
      else byName.set(name, argument);
      const isTold =
        declaration !== undefined && tooMany === 1 && !context.session.isFirst(declaration, '');
      if (isTold) failed = true;
      else if (tooMany === 1 && name === undefined) {
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
    if (!all.includes(text)) {
      unknown.push(argument);
    } else if (byName.has(text)) {
      const title = `the argument \`${text}\` of \`${site.name}\` is given twice`;
      problem('twice', title, argument, 'given again here');
    } else {
      byName.set(text, argument);
    }
  }
  reportUnknown(context, site, unknown, { all, takes, declaration });
  return { byName, failed: failed || unknown.length > 0 };
}

interface NamedGiven extends Given {
  readonly name: Identifier;
}

function isNamed(argument: Given): argument is NamedGiven {
  return argument.name !== undefined;
}

/** Each argument that is probably another, and all the others together: it may be the wrong call. */
function reportUnknown(
  context: Context,
  site: CallSite,
  unknown: readonly NamedGiven[],
  {
    all,
    takes,
    declaration,
  }: {
    readonly all: readonly string[];
    readonly takes: string | undefined;
    readonly declaration: Span | undefined;
  },
): void {
  const advised = unknown.map((argument) => ({
    argument,
    advice: adviceOnArgument(argument.name.text, all),
  }));
  const strange = advised.filter(({ advice }) => advice === undefined);
  for (const { argument, advice } of advised) {
    const isFirst = argument === strange.at(0)?.argument;
    if (advice === undefined && !isFirst) continue;
    const { text, span } = argument.name;
    if (declaration !== undefined && !context.session.isFirst(declaration, text)) continue;
    const others = isFirst ? strange.slice(1) : [];
    const secondary = others.map(({ argument: { name } }) => ({
      span: name.span,
      message: 'nor this one',
    }));
    failAt(
      context,
      'call/unknown',
      `\`${site.name}\` has no argument \`${text}\``,
      { span, message: 'unknown argument' },
      {
        ...(secondary.length === 0 ? {} : { secondary }),
        ...(advice ?? { hint: takes }),
      },
    );
  }
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
