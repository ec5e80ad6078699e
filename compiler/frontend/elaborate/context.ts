import type { Label, Span } from '../../diagnostics/diagnostic.js';
import type { Value } from '../../ir/graph.js';
import type { Code, FrontendDiagnostic } from '../codes.js';
import type { CheckedNames } from './checked-names.js';
import type { Block } from './blocks.js';
import type { Draft } from './draft.js';
import type { BindingGroup, Layer } from './layers.js';
import type { Names } from '../syntax/parse.js';
import type { Scope } from './scope.js';
import type { PoisonVal, Val } from './values.js';
import { POISON } from './values.js';
import { severalAdvice } from './several.js';
import type { WeightsDeclaration } from './weights.js';

/** What a source text may cost, so that no text can make the compiler hang or overflow. */
export const LIMITS = {
  /** Evaluated expressions and copied list elements. */
  steps: 1_000_000,
  nodes: 50_000,
  /** Blocks that call one another. */
  calls: 48,
  /** Expressions and statements within one another, over all calls. */
  nesting: 400,
  /** Elements of one tensor: 8 GiB. */
  elements: 2 ** 31,
  stringLength: 100_000,
} as const;

/** What a limit is on. */
export type LimitCode = 'steps' | 'nodes' | 'calls' | 'nesting' | 'string';

/** Codes whose title says everything but the file. */
const OF_NAMES: readonly string[] = ['name/unknown', 'name/unbound'];

/** Ends elaboration at once, when a limit was passed; the reason has been reported. */
export class Halt extends Error {}

/**
 * Told what the text at a place comes to, as often as it is evaluated: expressions, steps of pipelines,
 * and names where they are bound.
 */
export type Observe = (span: Span, value: Val) => void;

/** What the whole elaboration shares: diagnostics, budget and the graph that grows. */
export class Session {
  readonly diagnostics: FrontendDiagnostic[] = [];
  /** The weights file that the network names. */
  weights?: WeightsDeclaration;
  /** The innermost named block around what computes a value. */
  readonly blocks = new Map<Value, Block>();
  /** What the check of names found; absent while the constants of files are evaluated. */
  names?: CheckedNames;
  private readonly seen = new Set<string>();
  private readonly blamed = new WeakSet();
  private readonly told = new Set<string>();
  private steps = 0;
  private depth = 0;

  constructor(
    readonly draft: Draft,
    /** Names on lines with syntax errors, per file: they may be bound there. */
    readonly doubtful: ReadonlyMap<string, Names>,
    readonly observe: Observe = () => undefined,
  ) {}

  /**
   * Reports once per code and place, since a block's body is evaluated at every call; that a name means
   * nothing, once per file.
   */
  report(diagnostic: FrontendDiagnostic): void {
    const { code, title, primary } = diagnostic;
    const span = primary?.span;
    const place = span === undefined ? title : `${span.file}:${span.start}:${span.end}`;
    const key = OF_NAMES.includes(code) ? `${title} ${span?.file}` : `${code} ${place}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.diagnostics.push(diagnostic);
  }

  /**
   * Whether nothing was reported of these values before; from now on something was. A value that is
   * not what it should be is so wherever it is used.
   */
  blame(values: readonly object[]): boolean {
    const isFirst = values.every((value) => !this.blamed.has(value));
    for (const value of values) this.blamed.add(value);
    return isFirst;
  }

  /** Whether it is the first time that something is missed in what the text declares at a place. */
  isFirst({ file, start }: Span, missed: string): boolean {
    const key = `${file}:${start} ${missed}`;
    if (this.told.has(key)) return false;
    this.told.add(key);
    return true;
  }

  hasErrorIn({ file, start, end }: Span): boolean {
    return this.diagnostics.some(({ severity, primary }) => {
      if (severity !== 'error' || primary?.span.file !== file) return false;
      return start <= primary.span.start && primary.span.end <= end;
    });
  }

  get failed(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  }

  spend(steps: number, span: Span): void {
    this.steps += steps;
    if (this.steps > LIMITS.steps) {
      this.halt('steps', `this network takes more than ${LIMITS.steps} steps to build`, span);
    }
    if (this.draft.nodes.length > LIMITS.nodes) {
      this.halt('nodes', `this network has more than ${LIMITS.nodes} nodes`, span);
    }
  }

  /** Runs `body` one level deeper. */
  nested<T>(span: Span, body: () => T): T {
    if (this.depth >= LIMITS.nesting) {
      const title = `expressions and blocks nest more than ${LIMITS.nesting} levels deep`;
      this.halt('nesting', title, span);
    }
    this.depth++;
    try {
      return body();
    } finally {
      this.depth--;
    }
  }

  halt(code: LimitCode, title: string, span: Span): never {
    this.report({
      severity: 'error',
      code: `limit/${code}`,
      title,
      primary: { span, message: 'the limit is reached here' },
      hint: 'look for a loop or a recursion that grows without end',
    });
    throw new Halt(title);
  }
}

/** Where evaluation stands: the body it is in and the call that led there. */
export interface Context {
  readonly session: Session;
  readonly scope: Scope;
  readonly container: Layer;
  /** The binding whose value is being evaluated. */
  readonly group?: BindingGroup;
  /** Calls of blocks around this place, the innermost last. */
  readonly calls: readonly Span[];
  /** The innermost of them. */
  readonly call?: BlockCall;
}

/** A call of a block while it is evaluated. */
export interface BlockCall {
  readonly given: readonly Val[];
  /** One of the values given was at fault: the others may stand in each other's places, too. */
  wrong: boolean;
}

interface Details extends Partial<
  Pick<FrontendDiagnostic, 'secondary' | 'notes' | 'hint' | 'replacement'>
> {
  /** Values that are at fault: an error about one of them is the last. */
  readonly about?: readonly object[];
}

/** What is said of a call that led to an error inside a block. */
export const IN_CALL = 'in this call';

/** Calls shown under an error inside a block. */
const SHOWN_CALLS = 3;

/** Reports an error and returns the poisoned value. Undefined details are left out. */
export function failAt(
  context: Context,
  code: Code,
  title: string,
  primary: Label,
  details: { readonly [K in keyof Details]: Details[K] | undefined } = {},
): PoisonVal {
  const { session, call } = context;
  const { about } = details;
  if (call?.wrong === true || (about !== undefined && !session.blame(about))) return POISON;
  if (call?.given.some((value) => about?.includes(value)) === true) call.wrong = true;
  const calls = context.calls.slice(-SHOWN_CALLS).reverse();
  const several = about === undefined ? undefined : severalAdvice(about, primary);
  const hint = details.hint ?? several?.hint;
  const secondary = [
    ...(details.secondary ?? []),
    ...(several?.secondary ?? []),
    ...calls.map((span): Label => ({ span, message: IN_CALL })),
  ];
  session.report({
    severity: 'error',
    code,
    title,
    primary,
    ...(secondary.length === 0 ? {} : { secondary }),
    ...(details.notes === undefined ? {} : { notes: details.notes }),
    ...(hint === undefined ? {} : { hint }),
    ...(details.replacement === undefined ? {} : { replacement: details.replacement }),
  });
  return POISON;
}
