import type { Span } from '../../diagnostics/diagnostic.js';
import type { ConstantData, Graph, Node, Value } from '../../ir/graph.js';
import { parameterData } from '../../ir/parameter-data.js';
import { sameType, typeText } from '../../ir/types.js';
import { UniqueNames } from '../../ir/unique-names.js';
import type { Code } from '../codes.js';
import type { Session } from './context.js';
import { Blocks } from './blocks.js';
import type { DraftConstant, DraftNode, DraftParameter, DraftValue } from './draft.js';
import { checkStates } from './finished-states.js';
import type { Layer } from './layers.js';
import { nameLayers } from './layers.js';

/** Turns the draft into a graph: names the layers, and shares parameters of one name. */
export function finish(name: string, root: Layer, session: Session): Graph {
  nameLayers(root);
  const { draft } = session;
  const blocks = new Blocks();
  const values = new Map<DraftValue, Value>();
  // Labels are unique: literals keep clear of the parameters, which are called what they are called.
  const labels = new UniqueNames('.', 2);
  for (const { source } of draft.nodes) {
    if (source?.kind === 'parameter') labels.reserve(parameterName(source));
  }
  const parameters = new ParameterTable(session);
  const valueOf = (draftValue: DraftValue): Value => {
    const known = values.get(draftValue);
    if (known === undefined) throw new Error(`${valueName(draftValue)} is used before it is made`);
    return known;
  };

  const inputs = draft.inputs.map((input) => {
    const value: Value = {
      name: input.name,
      type: input.value.type,
      span: input.value.span,
    };
    values.set(input.value, value);
    return input.image === undefined ? { value } : { value, image: input.image };
  });
  for (const { value } of draft.states) {
    values.set(value, { name: valueName(value), type: value.type, span: value.span });
  }
  const nodes = draft.nodes.flatMap((node): Node[] => {
    const { source } = node;
    if (source === undefined) {
      const outputs = node.outputs.map((output): Value => {
        const value = { name: valueName(output), type: output.type, span: output.span };
        values.set(output, value);
        const block = blocks.around(output.container);
        if (block !== undefined) session.blocks.set(value, block);
        return value;
      });
      const { op, attributes, span } = node;
      return [{ kind: 'op', op, inputs: node.inputs.map(valueOf), outputs, attributes, span }];
    }
    const shared = source.kind === 'parameter' ? parameters.find(source) : undefined;
    if (shared !== undefined) {
      values.set(node.outputs[0], shared);
      return [];
    }
    const constant = constantNode(node, source, labels);
    values.set(node.outputs[0], constant.outputs[0]);
    if (source.kind === 'parameter') parameters.add(source, constant.outputs[0]);
    return [constant];
  });
  const outputs = draft.outputs.map(({ name: output, value, image, labels: classes }) => ({
    name: output,
    value: valueOf(value),
    ...(image === undefined ? {} : { image }),
    ...(classes === undefined ? {} : { labels: classes }),
  }));
  const states = draft.states.map(({ value, next, initial }) => ({
    value: valueOf(value),
    next: valueOf(next),
    initial: valueOf(initial),
  }));
  checkStates(draft, states, inputs, session);
  return { name, inputs, states, nodes, outputs };
}

/**
 * What a value is called: like its layer, else like its binding, else like the op; always with the
 * path of the block it stands in.
 */
function valueName(value: DraftValue): string {
  if (value.layer !== undefined) return value.layer.path;
  if (value.binding !== undefined) return value.binding.container.qualify(value.binding.name);
  return value.container.qualify(value.fallback);
}

function parameterName(parameter: DraftParameter): string {
  const { given, layer, name } = parameter;
  return given ?? (name === '' ? layer.path : layer.qualify(name));
}

/** Parameters by full name; two may share one when a name was given by hand and types agree. */
class ParameterTable {
  private readonly known = new Map<string, { parameter: DraftParameter; value: Value }>();
  /** Pairs of bindings with layers of one name. */
  private readonly colliding = new Set<string>();

  constructor(private readonly session: Session) {}

  add(parameter: DraftParameter, value: Value): void {
    this.known.set(parameterName(parameter), { parameter, value });
  }

  /** The value of the parameter of the same name; reports when the two must not be one. */
  find(parameter: DraftParameter): Value | undefined {
    const name = parameterName(parameter);
    const other = this.known.get(name);
    if (other === undefined) return undefined;
    const byHand = parameter.given !== undefined || other.parameter.given !== undefined;
    if (!byHand) {
      const [own, others] = diverging(parameter.layer, other.parameter.layer);
      const pair = JSON.stringify(
        [own, others].map(({ parent, group }) => [parent?.path, group?.name]),
      );
      if (this.colliding.has(pair)) return other.value;
      this.colliding.add(pair);
      this.report(
        'name/collision',
        `two layers are called \`${own.path}\``,
        own.span,
        others.span,
        'give each a name of its own: `as name`, or `as "name{i}"` in a loop',
      );
    } else if (!sameType(parameter.type, other.parameter.type)) {
      this.report(
        'weight/shared',
        `\`${name}\` is shared by a ${typeText(other.parameter.type)} and ` +
          `a ${typeText(parameter.type)}`,
        parameter.span,
        other.parameter.span,
        'layers share a parameter only when its shape is the same in both',
      );
    }
    return other.value;
  }

  private report(code: Code, title: string, span: Span, first: Span, hint: string): void {
    this.session.report({
      severity: 'error',
      code,
      title,
      ...(span.file === first.file && span.start === first.start
        ? { primary: { span, message: 'made more than once' } }
        : {
            primary: { span, message: 'the second is here' },
            secondary: [{ span: first, message: 'the first is here' }],
          }),
      hint,
    });
  }
}

/** The outermost layers around two, or these themselves, that are not the same. */
function diverging(a: Layer, b: Layer): readonly [Layer, Layer] {
  const [own, others] = [lineage(a), lineage(b)];
  const at = own.findIndex((layer, index) => layer !== others[index]);
  return at < 0 || at >= others.length ? [a, b] : [own[at], others[at]];
}

/** A layer behind all that it stands in. */
function lineage(layer: Layer): Layer[] {
  return [...(layer.parent === undefined ? [] : lineage(layer.parent)), layer];
}

function constantNode(node: DraftNode, source: DraftConstant, labels: UniqueNames): Node {
  const [output] = node.outputs;
  const label =
    source.kind === 'parameter' ? parameterName(source) : labels.take(literalName(source, output));
  const data: ConstantData =
    source.kind === 'parameter'
      ? parameterData(label, source.type)
      : { kind: 'constant-data', label, type: source.type, read: () => source.data };
  const value: Value = { name: label, type: source.type, span: node.span };
  return {
    kind: 'op',
    op: 'constant',
    inputs: [],
    outputs: [value],
    attributes: { value: data },
    span: node.span,
  };
}

function literalName(source: Exclude<DraftConstant, DraftParameter>, output: DraftValue): string {
  const { weight } = source;
  return weight === undefined ? valueName(output) : weight.layer.qualify(weight.name);
}
