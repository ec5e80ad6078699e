import type { Attributes } from '../../ir/graph.js';
import { checkElements } from '../../ir/infer.js';
import type { TensorType } from '../../ir/types.js';
import type { CallSite, Given } from './arguments.js';
import { matchArguments } from './arguments.js';
import type { Context } from './context.js';
import type { DraftConstant, DraftValue } from './draft.js';
import { Layer } from './layers.js';
import { surfaceArguments } from './op-arguments.js';
import type { OpCall } from './op-call.js';
import { inputNames } from './op-call.js';
import { enoughOperands, hasExtra, takeOperands } from './op-operands.js';
import type { Input } from './op-weights.js';
import { prepareWeights } from './op-weights.js';
import { attempt, sensible } from './shape-errors.js';
import type { SurfaceEntry } from './surfaces.js';
import type { Val } from './values.js';
import { isPoisoned, POISON } from './values.js';

/** Applies an op to evaluated arguments; the result is a tensor, or a tuple of several. */
export function callOp(
  context: Context,
  site: CallSite,
  entry: SurfaceEntry,
  given: readonly Given[],
): Val {
  const split = takeOperands(context, site, entry, given);
  if (hasExtra(context, site, entry, split)) return POISON;
  const { surface, definition } = entry;
  const named = surface.arguments.map((argument) => argument.name);
  // The first input is the tensor that flows through; the others are the layer's own.
  const weightNames = surface.weights === undefined ? [] : inputNames(entry).slice(1);
  const matched = matchArguments(context, site, named, split.rest, weightNames);
  if (matched.failed) return POISON;
  const call: OpCall = { context, site, entry, operands: split.operands, given: matched.byName };
  const operandInDoubt = given.some(
    ({ name, piped, value }) => name === undefined && piped !== true && isPoisoned(value),
  );
  const args = surfaceArguments(call, operandInDoubt);
  if (args === undefined || split.failed) return POISON;
  if (!enoughOperands(call)) return POISON;

  const types = split.operands.map((operand) => operand.value.type);
  const shaped = attempt(call, () => {
    surface.checkNumbers?.(split.operands.map((operand) => operand.number));
    return {
      weights: surface.weights?.(args, types) ?? [],
      attributes: surface.attributes(args, types),
    };
  });
  if (shaped === undefined) return POISON;
  const weights = prepareWeights(call, shaped.weights);
  if (weights === undefined) return POISON;
  if (definition.inputs.length === 0) return placeWeight(call, [...weights.values()]);
  const inputs = arrange(call, weights);
  const operandTypes = inputs.map((input) =>
    input.source === 'operand' ? input.value.type : input.type,
  );
  const outputs = attempt(call, () => {
    checkElements(definition, operandTypes);
    return definition.infer(operandTypes, shaped.attributes);
  });
  if (outputs === undefined || !sensible(call, outputs)) return POISON;
  return place(call, inputs, outputs, shaped.attributes);
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

/** What an op without inputs brings along is what it gives. */
function placeWeight(call: OpCall, weights: readonly Input[]): Val {
  const [value] = placeInputs(call, weights, newLayer(call));
  return { kind: 'tensor', value };
}

function newLayer({ context, site, entry }: OpCall): Layer {
  const layer = new Layer(context.container, entry.name, site.span, site.label, context.group);
  layer.hasWeights = true;
  return layer;
}

/** Adds the weights to the graph. */
function placeInputs(
  { context: { container, session } }: OpCall,
  inputs: readonly Input[],
  layer: Layer | undefined,
): DraftValue[] {
  return inputs.map((input): DraftValue => {
    if (input.source === 'operand') return input.value;
    if (layer === undefined) throw new Error('a weight belongs to a layer');
    const { parameter, type, span, literal, fullName } = input;
    const source: DraftConstant =
      literal === undefined
        ? {
            kind: 'parameter',
            layer,
            name: parameter,
            type,
            span,
            ...(fullName === undefined ? {} : { given: fullName }),
          }
        : { kind: 'literal', type, data: literal, weight: { layer, name: parameter } };
    return session.draft.constant(source, span, container, parameter);
  });
}

/** Adds the weights and the node to the graph. */
function place(
  call: OpCall,
  inputs: readonly Input[],
  types: readonly TensorType[],
  attributes: Attributes,
): Val {
  const { context, site, entry } = call;
  const { container, session } = context;
  const brings = inputs.some((input) => input.source === 'weight');
  const layer = brings ? newLayer(call) : undefined;
  const values = placeInputs(call, inputs, layer);
  const outputs = types.map((type, index): DraftValue => ({
    type,
    span: site.span,
    fallback:
      (site.label === undefined || site.label === '' ? entry.name : site.label) +
      (types.length === 1 ? '' : `.${index}`),
    container,
    ...(layer === undefined || types.length > 1 ? {} : { layer }),
  }));
  session.draft.node({ op: entry.op, inputs: values, outputs, attributes, span: site.span });
  session.spend(1, site.span);
  const results = outputs.map((value): Val => ({ kind: 'tensor', value }));
  return results.length === 1 ? results[0] : { kind: 'tuple', items: results };
}
