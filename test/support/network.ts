import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph, OpNode, Value } from '../../compiler/ir/graph.js';
import { opsOf } from '../../compiler/ir/kernel.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount, f32 } from '../../compiler/ir/types.js';
import type { SurfaceArguments } from './surface.js';
import { addLayer } from './surface.js';

/** A network without weights, grown layer by layer, of which only shapes and counts are asked. */
export class Network {
  private readonly builder = new GraphBuilder('network');
  private layers = 0;
  /** What the next layer reads. */
  value: Value;

  constructor(input: Shape) {
    this.value = this.builder.input('input', f32(...input));
  }

  /** Puts a layer on `inputs`, by default on the value reached so far, and goes on from there. */
  then(op: OpName, args: SurfaceArguments = {}, inputs: readonly Value[] = [this.value]): this {
    this.value = addLayer(this.builder, op, inputs, args, { name: `${op}${this.layers++}` });
    return this;
  }

  /** Runs several branches from the value reached so far and returns where each of them ends. */
  branches(...branches: readonly ((from: this) => unknown)[]): Value[] {
    const from = this.value;
    return branches.map((branch) => {
      this.value = from;
      branch(this);
      return this.value;
    });
  }

  /** Height, width and channels of the value reached so far; one number after flattening. */
  get size(): number[] {
    const [, channels, ...picture] = this.value.type.shape;
    return [...picture, channels];
  }

  get graph(): Graph {
    return this.builder.finish();
  }

  get parameters(): number {
    return sum(parametersOf(this.graph).map(({ shape }) => elementCount(shape)));
  }

  /** Parameters without biases and normalisation: those of rank 2 and more. */
  get weights(): number {
    const weights = parametersOf(this.graph).filter(({ shape }) => shape.length >= 2);
    return sum(weights.map(({ shape }) => elementCount(shape)));
  }

  get macs(): number {
    return sum(
      computations(this.graph).map((node) => {
        const definition = definitionOf(node);
        const types = (values: readonly Value[]) => values.map(({ type }) => type);
        return definition.macs?.(types(node.inputs), node.attributes, types(node.outputs)) ?? 0;
      }),
    );
  }

  /** How many samples of the input one output sees along the height, and how far apart they are. */
  get receptiveField(): { rf: number; jump: number } {
    let [rf, jump] = [1, 1];
    for (const node of computations(this.graph)) {
      const types = node.inputs.map(({ type }) => type);
      const window = definitionOf(node).window?.(types, node.attributes);
      if (window === undefined) continue;
      if (window === 'global') throw new Error('a global window sees everything');
      rf += (window.kernel[0] - 1) * window.dilation[0] * jump;
      jump *= window.stride[0];
    }
    return { rf, jump };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function computations(graph: Graph): readonly OpNode[] {
  return graph.nodes.flatMap(opsOf).filter((node) => !isOp(node, 'constant'));
}

function definitionOf({ op }: OpNode) {
  return opDefinition(op);
}

function parametersOf(graph: Graph): { readonly name: string; readonly shape: Shape }[] {
  const constants = graph.nodes.filter((node) => isOp(node, 'constant'));
  return constants.map(({ outputs: [{ name, type }] }) => ({ name, shape: type.shape }));
}
