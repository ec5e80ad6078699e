import type { Span } from '../diagnostics/diagnostic.js';
import type {
  Attributes,
  ConstantData,
  Graph,
  GraphInput,
  GraphOutput,
  GraphState,
  Node,
  Value,
} from './graph.js';
import { checkExtents, inferTypes, storageOf, withDefaults } from './infer.js';
import type { InputImage } from './image.js';
import type { OpName } from './ops/index.js';
import type { TensorType } from './types.js';

/** Where a node comes from and what its values are called. */
export interface NodeOptions {
  /** Name of the node's value; several outputs get `.0`, `.1`, … behind it. */
  readonly name?: string;
  readonly span?: Span;
}

/**
 * Builds a graph node by node, in the order in which it will run. Types follow from the shape rule
 * of each op, so a graph that was built is well typed.
 */
export class GraphBuilder {
  private readonly inputs: GraphInput[] = [];
  private readonly nodes: Node[] = [];
  private readonly states: GraphState[] = [];
  private readonly outputs: GraphOutput[] = [];

  constructor(private readonly name: string) {}

  /** Declares an input; `image` says how pixels become the tensor. Throws `ShapeError`. */
  input(name: string, type: TensorType, image?: InputImage): Value {
    checkExtents(`input ${name}`, type);
    const value: Value = { name, type };
    this.inputs.push(image === undefined ? { value } : { value, image });
    return value;
  }

  /** Adds a constant; its name is the label of the data unless another is given. */
  constant(data: ConstantData, name: string = data.label): Value {
    return this.add('constant', [], { value: data }, { name })[0];
  }

  /**
   * Adds a node and returns its outputs; attributes that are not given have their defaults. Throws `ShapeError` when the inputs do not fit, before
   * anything was added.
   */
  add(
    op: OpName,
    inputs: readonly Value[],
    given: Attributes = {},
    options: NodeOptions = {},
  ): Value[] {
    const attributes = withDefaults(op, given);
    const types = inferTypes(
      op,
      inputs.map((input) => input.type),
      attributes,
    );
    const { name = op, span } = options;
    const place = span === undefined ? {} : { span };
    const outputs = types.map((type, index): Value => ({
      name: types.length === 1 ? name : `${name}.${index}`,
      type,
      ...storageOf(attributes),
      ...place,
    }));
    this.nodes.push({ kind: 'op', op, inputs: [...inputs], outputs, attributes, ...place });
    return outputs;
  }

  /** Declares an output, with what it means. */
  output(name: string, value: Value, meaning: Pick<GraphOutput, 'image' | 'labels'> = {}): void {
    this.outputs.push({ name, value, ...meaning });
  }

  /** Declares a state, which the first run finds as `initial`; `leave` says what a run leaves in it. */
  state(name: string, initial: Value): Value {
    const value: Value = { name, type: initial.type };
    this.states.push({ value, next: value, initial });
    return value;
  }

  leave(state: Value, next: Value): void {
    const index = this.states.findIndex(({ value }) => value === state);
    this.states[index] = { ...this.states[index], next };
  }

  finish(): Graph {
    return {
      name: this.name,
      inputs: [...this.inputs],
      states: [...this.states],
      nodes: [...this.nodes],
      outputs: [...this.outputs],
    };
  }
}
