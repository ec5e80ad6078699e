import type { Label, Span } from '../../diagnostics/diagnostic.js';
import type { SurfaceArgument, SurfaceValue, SurfaceWeight } from '../../ir/op.js';
import { ShapeError } from '../../ir/op.js';
import type { Attributes } from '../../ir/graph.js';
import type { TensorType } from '../../ir/types.js';
import { elementCount, sameShape } from '../../ir/types.js';
import type { CallSite, Given } from './arguments.js';
import { matchArguments, missingArgument } from './arguments.js';
import type { Context } from './context.js';
import { failAt, LIMITS } from './context.js';
import type { DraftConstant, DraftValue } from './draft.js';
import { Layer } from './layers.js';
import { literalTensor } from './literals.js';
import { surfaceDefault, surfaceValue } from './surface-arguments.js';
import type { SurfaceEntry } from './surfaces.js';
import type { Val } from './values.js';
import { describe, isPoisoned, POISON } from './values.js';

interface Operand {
  readonly value: DraftValue;
  readonly span: Span;
  readonly piped: boolean;
}

/** A call of an op: operands, arguments and weights, each with the text it came from. */
interface OpCall {
  readonly context: Context;
  readonly site: CallSite;
  readonly entry: SurfaceEntry;
  readonly operands: readonly Operand[];
  readonly given: ReadonlyMap<string, Given>;
}

/** Applies an op to evaluated arguments; the result is a tensor, or a tuple of several. */
export function callOp(
  context: Context,
  site: CallSite,
  entry: SurfaceEntry,
  given: readonly Given[],
): Val {
  const split = takeOperands(context, entry, given);
  const { surface, definition } = entry;
  const named = surface.arguments.map((argument) => argument.name);
  // The first input is the tensor that flows through; the others are the layer's own.
  const weightNames = surface.weights === undefined ? [] : inputNames(entry).slice(1);
  const matched = matchArguments(context, site, named, split.rest, weightNames);
  if (matched.failed) return POISON;
  const call: OpCall = { context, site, entry, operands: split.operands, given: matched.byName };
  const args = surfaceArguments(call);
  if (args === undefined || split.failed) return POISON;
  if (!enoughOperands(call)) return POISON;

  const types = split.operands.map((operand) => operand.value.type);
  const shaped = attempt(call, () => ({
    weights: surface.weights?.(args, types) ?? [],
    attributes: surface.attributes(args, types),
  }));
  if (shaped === undefined) return POISON;
  const weights = prepareWeights(call, shaped.weights);
  if (weights === undefined) return POISON;
  const inputs = arrange(call, weights);
  const outputs = attempt(call, () =>
    definition.infer(
      inputs.map((input) => (input.source === 'operand' ? input.value.type : input.type)),
      shaped.attributes,
    ),
  );
  if (outputs === undefined || !sensible(call, outputs)) return POISON;
  return place(call, inputs, outputs, shaped.attributes);
}

function inputNames(entry: SurfaceEntry): string[] {
  return entry.definition.inputs.map((input) => input.name);
}

/**
 * Separates the tensors in front from the arguments behind them. A poisoned value in front counts as
 * one: the arguments can still be checked.
 */
function takeOperands(
  context: Context,
  entry: SurfaceEntry,
  given: readonly Given[],
): { readonly operands: Operand[]; readonly rest: Given[]; readonly failed: boolean } {
  const { definition, surface } = entry;
  const variadic = definition.inputs.at(-1)?.variadic === true;
  const most = variadic ? Infinity : definition.inputs.length;
  const layered = surface.weights !== undefined;
  const operands: Operand[] = [];
  const rest: Given[] = [];
  let failed = false;
  for (const argument of given) {
    if (argument.name !== undefined || rest.length > 0 || operands.length >= most) {
      rest.push(argument);
      continue;
    }
    if (isPoisoned(argument.value) && !(layered && (operands.length > 0 || failed))) {
      failed = true;
      continue;
    }
    const items = spread(argument.value, variadic);
    if (items.every((item) => item.kind === 'tensor')) {
      for (const item of items) {
        operands.push({ value: item.value, span: argument.span, piped: argument.piped === true });
      }
      continue;
    }
    const literal = layered || definition.inputs.length < 2 ? undefined : asTensor(argument);
    if (literal === undefined) {
      rest.push(argument);
      continue;
    }
    const value = literalOperand(context, literal, argument.span);
    if (value === undefined) {
      failed = true;
      continue;
    }
    operands.push({ value, span: argument.span, piped: argument.piped === true });
  }
  return { operands, rest, failed };
}

function spread(value: Val, variadic: boolean): readonly Val[] {
  const several = value.kind === 'tuple' || value.kind === 'list';
  return variadic && several && value.items.length > 0 ? value.items : [value];
}

function asTensor({ value }: Given): Val | undefined {
  return value.kind === 'number' || value.kind === 'list' ? value : undefined;
}

/** A number or list of numbers beside a tensor becomes a constant. */
function literalOperand(context: Context, literal: Val, span: Span): DraftValue | undefined {
  const { draft } = context.session;
  if (literal.kind === 'number') return draft.scalar(literal.value, span, context.container);
  const read = literalTensor(literal);
  if (typeof read === 'string') {
    failAt(context, 'literal/tensor', read, { span, message: 'this should be a tensor' });
    return undefined;
  }
  return draft.literal(read.shape, read.data, span, context.container, 'literal');
}

/** Arguments by name with their defaults. A weight given as `bias = […]` switches its flag on. */
function surfaceArguments(call: OpCall): Record<string, SurfaceValue | null> | undefined {
  const { context, site, entry, given } = call;
  const args: Record<string, SurfaceValue | null> = {};
  let failed = false;
  for (const argument of entry.surface.arguments) {
    const found = given.get(argument.name);
    if (found === undefined) {
      if (argument.default === undefined) {
        missingArgument(context, site, argument.name, undefined, argument.doc);
        failed = true;
      }
      args[argument.name] = surfaceDefault(argument);
      continue;
    }
    if (isPoisoned(found.value)) {
      failed = true;
    } else if (isWeight(entry, argument, found.value)) {
      args[argument.name] = true;
    } else {
      const converted = surfaceValue(argument, found.value);
      if ('value' in converted) {
        args[argument.name] = converted.value;
      } else {
        failed = true;
        failAt(
          context,
          'call/kind',
          converted.problem,
          { span: found.span, message: `given to \`${site.name}\` here` },
          { hint: `\`${argument.name}\`: ${argument.doc}` },
        );
      }
    }
  }
  return failed ? undefined : args;
}

function isWeight(entry: SurfaceEntry, argument: SurfaceArgument, value: Val): boolean {
  const carriesWeight = ['list', 'string', 'tensor'].includes(value.kind);
  return argument.kind === 'boolean' && carriesWeight && inputNames(entry).includes(argument.name);
}

function enoughOperands(call: OpCall): boolean {
  const { context, site, entry, operands } = call;
  const needed =
    entry.surface.weights === undefined
      ? entry.definition.inputs.filter((input) => input.optional !== true).length
      : 1;
  if (operands.length >= needed) return true;
  const what = needed === 1 ? 'a tensor' : `${needed} tensors`;
  const got = operands.length === 0 ? 'none' : `${operands.length}`;
  failAt(
    context,
    'call/operands',
    `\`${site.name}\` needs ${what}, but got ${got}`,
    { span: site.span, message: 'a tensor is missing' },
    {
      hint:
        needed === 1
          ? `write \`x -> ${site.name}(…)\` or \`${site.name}(x, …)\``
          : `write \`(a, b) -> ${site.name}(…)\` or \`${site.name}(a, b, …)\``,
    },
  );
  return false;
}

/** Runs a rule of the op file and turns its `ShapeError` into a diagnostic. */
function attempt<T>(call: OpCall, rule: () => T): T | undefined {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    reportShapeError(call, error);
    return undefined;
  }
}

function reportShapeError(call: OpCall, error: ShapeError): void {
  const { context, site, given, operands } = call;
  const { argument, input, otherInput, hint } = error.detail;
  const name = argument ?? (input === undefined ? undefined : inputNames(call.entry)[input]);
  const faulty = name === undefined ? undefined : given.get(name);
  const operand = input === undefined ? undefined : (operands[input] as Operand | undefined);
  const primary: Label =
    faulty !== undefined
      ? { span: faulty.span, message: `\`${name}\` is given here` }
      : operand !== undefined && !operand.piped
        ? { span: operand.span, message: shapeText(operand.value.type) }
        : { span: site.span, message: 'this does not fit its input' };
  const others = new Set([input, otherInput, 0]);
  const secondary = [...others].flatMap((index): Label[] => {
    const other = index === undefined ? undefined : (operands[index] as Operand | undefined);
    if (other === undefined) return [];
    const { span, type } = other.value;
    const same = span.start === primary.span.start && span.file === primary.span.file;
    return same ? [] : [{ span, message: `${shapeText(type)} comes from here` }];
  });
  failAt(context, `shape/${error.code}`, error.message, primary, { secondary, hint });
}

function shapeText(type: TensorType): string {
  return `a tensor [${type.shape.join(',')}]`;
}

/** An input of the node that is about to be made. */
type Input =
  | { readonly source: 'operand'; readonly value: DraftValue }
  | ({ readonly source: 'weight'; readonly type: TensorType } & WeightOrigin);

interface WeightOrigin {
  readonly name: string;
  /** Absent: a parameter named after the layer. */
  readonly literal?: Float32Array;
  readonly fullName?: string;
  readonly span: Span;
}

/** The weights that the layer brings along, by input name. */
function prepareWeights(
  call: OpCall,
  weights: readonly SurfaceWeight[],
): Map<string, Input> | undefined {
  const { context, site, given } = call;
  const prepared = new Map<string, Input>();
  let failed = false;
  for (const { name, shape } of weights) {
    const positive = shape.every((extent) => Number.isSafeInteger(extent) && extent > 0);
    if (!positive || elementCount(shape) > LIMITS.elements) {
      const title = `\`${site.name}\` would need a ${name} of shape [${shape.join(',')}]`;
      const message = positive ? 'this is too large' : 'every extent must be a positive integer';
      failAt(context, 'shape/weight', title, { span: site.span, message });
      return undefined;
    }
    const type: TensorType = { element: 'f32', shape };
    const found = given.get(name);
    const override = found !== undefined && found.value.kind !== 'boolean' ? found : undefined;
    if (override === undefined) {
      prepared.set(name, { source: 'weight', type, name, span: site.span });
      continue;
    }
    const weight =
      override.value.kind === 'poison' ? undefined : givenWeight(call, override, type, name);
    if (weight === undefined) failed = true;
    else prepared.set(name, weight);
  }
  return failed ? undefined : prepared;
}

/** A weight given in the call: values, the name of a parameter, or a tensor. */
function givenWeight(
  call: OpCall,
  found: Given,
  type: TensorType,
  name: string,
): Input | undefined {
  const { context, site } = call;
  const { value, span } = found;
  if (value.kind === 'string') {
    return { source: 'weight', type, name, span, fullName: value.value };
  }
  if (value.kind === 'tensor') {
    return { source: 'operand', value: value.value };
  }
  const read = literalTensor(value);
  const needs = `\`${site.name}\` needs a ${name} of shape [${type.shape.join(',')}]`;
  if (value.kind !== 'list' || typeof read === 'string') {
    const problem = typeof read === 'string' ? read : describe(value);
    failAt(
      context,
      'literal/weight',
      `the ${name} of \`${site.name}\` cannot be read: ${problem}`,
      { span, message: 'not the elements of a tensor' },
      { hint: `${needs}: nested lists of numbers, or the name of a parameter as a string` },
    );
    return undefined;
  }
  if (!sameShape(read.shape, type.shape)) {
    failAt(
      context,
      'literal/shape',
      `${needs}, but is given one of shape [${read.shape.join(',')}]`,
      { span, message: `[${read.shape.join(',')}]` },
    );
    return undefined;
  }
  return { source: 'weight', type, name, span, literal: read.data };
}

/** Operands and weights in the order of the op's inputs. */
function arrange(call: OpCall, weights: ReadonlyMap<string, Input>): Input[] {
  const operands = call.operands.map((operand): Input => ({
    source: 'operand',
    value: operand.value,
  }));
  const names = inputNames(call.entry).filter((name) => weights.has(name));
  return [...operands, ...names.flatMap((name) => weights.get(name) ?? [])];
}

/** Whether the inferred types can be worked with; the op files check what is theirs to check. */
function sensible(call: OpCall, types: readonly TensorType[]): boolean {
  const { context, site, operands } = call;
  for (const { shape } of types) {
    const positive = shape.every((extent) => Number.isSafeInteger(extent) && extent > 0);
    if (positive && elementCount(shape) <= LIMITS.elements) continue;
    const secondary = operands.slice(0, 1).map((operand): Label => ({
      span: operand.value.span,
      message: `${shapeText(operand.value.type)} comes from here`,
    }));
    const title = `\`${site.name}\` would give a tensor of shape [${shape.join(',')}]`;
    const message = positive ? 'this is too large' : 'every extent must be a positive integer';
    failAt(context, 'shape/result', title, { span: site.span, message }, { secondary });
    return false;
  }
  return true;
}

/** Adds the weights and the node to the graph. */
function place(
  call: OpCall,
  inputs: readonly Input[],
  types: readonly TensorType[],
  attributes: Attributes,
): Val {
  const { context, site, entry } = call;
  const { container, group, session } = context;
  const brings = inputs.some((input) => input.source === 'weight');
  const layer = brings ? new Layer(container, entry.name, site.span, site.label, group) : undefined;
  if (layer !== undefined) layer.hasWeights = true;
  const values = inputs.map((input): DraftValue => {
    if (input.source === 'operand') return input.value;
    if (layer === undefined) throw new Error('a weight belongs to a layer');
    const { name, type, span, literal, fullName } = input;
    const source: DraftConstant =
      literal === undefined
        ? {
            kind: 'parameter',
            layer,
            name,
            type,
            span,
            ...(fullName === undefined ? {} : { given: fullName }),
          }
        : { kind: 'literal', type, data: literal, weight: { layer, name } };
    return session.draft.constant(source, span, container, name);
  });
  const outputs = types.map((type, index): DraftValue => ({
    type,
    span: site.span,
    fallback: (site.label ?? entry.name) + (types.length === 1 ? '' : `.${index}`),
    container,
    ...(layer === undefined || types.length > 1 ? {} : { layer }),
  }));
  session.draft.node({ op: entry.op, inputs: values, outputs, attributes, span: site.span });
  session.spend(1, site.span);
  const results = outputs.map((value): Val => ({ kind: 'tensor', value }));
  return results.length === 1 ? results[0] : { kind: 'tuple', items: results };
}
