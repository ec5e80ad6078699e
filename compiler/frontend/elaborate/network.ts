import type { Span } from '../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../codes.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import type { Graph } from '../../ir/graph.js';
import type * as ast from '../syntax/ast.js';
import { constantValue } from './constant-text.js';
import { parseExpression } from '../syntax/parse.js';
import { Places } from '../syntax/places.js';
import type { Context, Session } from './context.js';
import { Halt } from './context.js';
import { evaluate } from './evaluate.js';
import { finish } from './finish.js';
import { Layer } from './layers.js';
import { Scope } from './scope.js';
import { executeBody } from './statements.js';
import type { Val } from './values.js';
import { boolean, describe, list, number, string } from './values.js';

/** A value for a network parameter: text as on the command line, or the value itself. */
export type SetValue = string | number | boolean | readonly SetValue[];

/** How spans name the text of `--set` values. */
const SETTINGS_FILE = 'netloom:set';

/** Builds the graph of one network; undefined when anything was wrong, which is then reported. */
export function elaborateNetwork(
  network: ast.NetworkItem,
  file: Scope,
  sets: Readonly<Record<string, SetValue>>,
  session: Session,
): Graph | undefined {
  const root = new Layer(undefined, network.name.text, network.name.span);
  const scope = new Scope(file, 'body');
  const context: Context = { session, scope, container: root, calls: [] };
  try {
    bindParameters(network, sets, context);
    executeBody(network.body, context);
    requireOutputs(network, context);
    // What layers are called depends on all of them.
    if (session.failed) return undefined;
    const graph = finish(network.name.text, root, session);
    return session.failed ? undefined : graph;
  } catch (error) {
    if (error instanceof Halt) return undefined;
    throw error;
  }
}

function bindParameters(
  network: ast.NetworkItem,
  sets: Readonly<Record<string, SetValue>>,
  context: Context,
): void {
  const names = network.parameters.map((parameter) => parameter.name.text);
  for (const name of Object.keys(sets)) {
    if (names.includes(name) || network.broken !== undefined) continue;
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    context.session.report(
      setError(
        'set/unknown',
        `the network \`${network.name.text}\` has no parameter \`${name}\``,
        didYouMean(name, names)?.hint ?? has,
      ),
    );
  }
  for (const { name, value: fallback } of network.parameters) {
    const initial = fallback === undefined ? undefined : evaluate(fallback, context);
    const given = Object.hasOwn(sets, name.text) ? sets[name.text] : undefined;
    const value = given === undefined ? initial : readSet(name, given, initial, context);
    if (value === undefined) {
      context.session.report({
        severity: 'error',
        code: 'set/missing',
        title: `the parameter \`${name.text}\` of the network has no value`,
        primary: { span: name.span, message: 'it has no default' },
        hint: `give it one here, or with \`--set ${name.text}=…\``,
      });
    }
    context.scope.define(name.text, { value: value ?? { kind: 'poison' }, span: name.span });
    if (value !== undefined) context.session.observe(name.span, value);
  }
}

function setError(
  code: FrontendDiagnostic['code'],
  title: string,
  hint: string,
  span?: Span,
): FrontendDiagnostic {
  return {
    severity: 'error',
    code,
    title,
    ...(span === undefined ? {} : { primary: { span, message: 'declared here' } }),
    hint,
  };
}

/** The value given for a parameter, which must be of the kind of its default. */
function readSet(
  name: ast.Identifier,
  given: SetValue,
  initial: Val | undefined,
  context: Context,
): Val {
  const value = typeof given === 'string' ? readText(given, initial, context) : fromData(given);
  if (value === undefined || (initial !== undefined && mismatch(value, initial))) {
    const expected =
      initial === undefined ? 'a constant' : `like its default, ${describe(initial)}`;
    context.session.report(
      setError(
        'set/kind',
        `\`${JSON.stringify(given)}\` is no value for the parameter \`${name.text}\``,
        `it must be ${expected}`,
        name.span,
      ),
    );
    return { kind: 'poison' };
  }
  return value;
}

function mismatch(value: Val, initial: Val): boolean {
  return initial.kind !== 'poison' && value.kind !== initial.kind;
}

/** Text is read as an expression of constants; for a parameter that holds a string, as it is. */
function readText(text: string, initial: Val | undefined, context: Context): Val | undefined {
  const quoted = text.startsWith('"');
  if (initial?.kind === 'string' && !quoted) return string(text);
  const { expression, diagnostics } = parseExpression(text, new Places(SETTINGS_FILE));
  if (diagnostics.length > 0) return initial === undefined ? string(text) : undefined;
  return constantValue(expression, context);
}

function fromData(data: Exclude<SetValue, string>): Val | undefined {
  if (typeof data === 'number') return Number.isFinite(data) ? number(data) : undefined;
  if (typeof data === 'boolean') return boolean(data);
  const items = data.map((item) => (typeof item === 'string' ? string(item) : fromData(item)));
  return items.every((item) => item !== undefined) ? list(items) : undefined;
}

function requireOutputs(network: ast.NetworkItem, { session }: Context): void {
  if (session.draft.outputs.length > 0 || session.failed) return;
  session.report({
    severity: 'error',
    code: 'output/none',
    title: `the network \`${network.name.text}\` has no outputs`,
    primary: { span: network.name.span, message: 'nothing comes out of it' },
    hint: 'name its results with `output name`',
  });
}
