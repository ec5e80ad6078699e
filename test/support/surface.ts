import type { Elements } from '../../compiler/ir/tensor.js';
import type { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Attributes, ConstantData, Value } from '../../compiler/ir/graph.js';
import type { Surface, SurfaceValue, SurfaceValues, SurfaceWeight } from '../../compiler/ir/op.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import type { TensorType } from '../../compiler/ir/types.js';

/** Arguments by name, as they would be written in a `.net` file. */
export type SurfaceArguments = Readonly<Record<string, SurfaceValue>>;

/** The attributes and weights that a call in the language stands for. Throws `ShapeError`. */
export function callSurface(
  op: OpName,
  inputs: readonly TensorType[],
  args: SurfaceArguments = {},
): { readonly attributes: Attributes; readonly weights: readonly SurfaceWeight[] } {
  const surface = surfaceOf(op);
  const values = completeArguments(surface, args);
  return {
    attributes: surface.attributes(values, inputs),
    weights: surface.weights?.(values, inputs) ?? [],
  };
}

/**
 * Adds a layer to a graph as a call in the language would. `weight` supplies the tensors that the
 * layer brings along; without it they are parameters that nothing has been bound to.
 */
export function addLayer(
  builder: GraphBuilder,
  op: OpName,
  inputs: readonly Value[],
  args: SurfaceArguments = {},
  options: { readonly name?: string; readonly weight?: (weight: SurfaceWeight) => Tensor } = {},
): Value {
  const { name = op } = options;
  const { attributes, weights } = callSurface(
    op,
    inputs.map((input) => input.type),
    args,
  );
  const parameters = weights.map((weight) => {
    const read = (): Elements => {
      if (options.weight === undefined) throw new Error(`${name}.${weight.name} is not bound`);
      return options.weight(weight).data;
    };
    const data: ConstantData = {
      kind: 'constant-data',
      label: `${name}.${weight.name}`,
      type: { element: 'f32', shape: weight.shape },
      read,
      parameter: true,
    };
    return builder.constant(data);
  });
  return builder.add(op, [...inputs, ...parameters], attributes, { name })[0];
}

/** Defaults are filled in and a pair or triple has all its entries, as the front end does it. */
function completeArguments(surface: Surface, args: SurfaceArguments): SurfaceValues {
  const known = surface.arguments.map((argument) => argument.name);
  const unknown = Object.keys(args).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${surface.name} has no argument ${unknown}`);
  return Object.fromEntries(
    surface.arguments.map((argument) => {
      const value = args[argument.name] ?? argument.default;
      if (value === undefined) throw new Error(`${surface.name} needs ${argument.name}`);
      const entries = { pair: 2, triple: 3 }[argument.kind as string];
      const isSingle = entries !== undefined && typeof value === 'number';
      return [argument.name, isSingle ? new Array<number>(entries).fill(value) : value];
    }),
  );
}

function surfaceOf(op: OpName): Surface {
  const { surface } = opDefinition(op);
  if (surface === undefined) throw new Error(`${op} cannot be written in the language`);
  return surface;
}
