import type { ConstantData, Node, Value, Attributes } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { floatsOf } from '../../compiler/ir/op.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import type { Shape } from '../../compiler/ir/types.js';
import { channelsLastAxes, permute } from './channels-last.js';

/** A tensor of the weights file, in the order in which tfjs wants it. */
export interface TfjsWeight {
  readonly shape: Shape;
  read(): Float32Array;
}

/** Thrown when tfjs, or our adapter to it, cannot say what a network needs. */
export class Unsupported extends Error {}

/** Names for the values of a program, and the weights that it needs. */
export class ProgramWriter {
  readonly weights: TfjsWeight[] = [];
  private readonly names = new Map<Value, string>();

  constructor(
    private readonly constants: ReadonlyMap<Value, ConstantData>,
    /** The activation that the call for a node computes as well. */
    private readonly activations: ReadonlyMap<Node, Node>,
  ) {}

  bind(value: Value, name: string): void {
    this.names.set(value, name);
  }

  /** The variable that holds `value`; a constant becomes a weight, channels last. */
  operand(value: Value): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = this.weight(value, channelsLastAxes(value.type.shape.length));
    this.bind(value, name);
    return name;
  }

  /** A constant with its axes in another order, and possibly regrouped into `shape`. */
  weight(value: Value, axes: readonly number[], shape?: Shape): string {
    const data = this.constants.get(value);
    if (data === undefined) throw new Unsupported(`${value.name} is not a constant`);
    this.weights.push({
      shape: shape ?? axes.map((axis) => data.type.shape[axis]),
      read: () => permute(floatsOf(data), data.type.shape, axes),
    });
    return `w[${this.weights.length - 1}]`;
  }

  /** The arguments that make a fused call compute the activation behind `node`. */
  activation(node: Node): string {
    const activation = this.activations.get(node);
    if (activation === undefined) return '';
    const { op, attributes } = rootOf(activation);
    const { name, argument } = FUSABLE[op] ?? failFusion(op);
    return `, activation: '${name}'${argument?.(attributes) ?? ''}`;
  }
}

interface FusableActivation {
  readonly name: string;
  readonly argument?: (attributes: Attributes) => string;
}

/** What `tf.fused` computes in the same kernel. Its elu has no slope, so ours is not among them. */
const FUSABLE: Readonly<Partial<Record<OpName, FusableActivation>>> = {
  relu: { name: 'relu' },
  relu6: { name: 'relu6' },
  sigmoid: { name: 'sigmoid' },
  leaky_relu: {
    name: 'leakyrelu',
    argument: (attributes) => `, leakyreluAlpha: ${attributes.slope as number}`,
  },
};

export function isFusable(node: Node): boolean {
  return rootOf(node).op in FUSABLE;
}

function failFusion(op: OpName): never {
  throw new Error(`${op} is not an activation of tf.fused`);
}
