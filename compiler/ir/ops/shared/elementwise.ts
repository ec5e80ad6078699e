import type { Family } from '../../families.js';
import type { Attributes } from '../../graph.js';
import type { AttributeSchema, OpDefinition, Surface } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { ElementType, Shape, TensorType } from '../../types.js';
import { rowMajorStrides, typeText } from '../../types.js';
import { read, write } from './access.js';
import { ARITHMETIC } from './arithmetic.js';

/** How an op of one tensor and no arguments is written: `x -> relu`. */
export function plainSurface(name: string, family: Family): Surface {
  return {
    name,
    family,
    example: ['input x: tensor(1, 5)', `output y = x -> ${name}`],
    arguments: [],
    attributes: () => ({}),
  };
}

/** Builds the definition of an op that maps every element by `scalar`. */
export function unaryOp<A extends Attributes = Attributes>(options: {
  readonly name: string;
  readonly summary: string;
  readonly attributes?: AttributeSchema<A>;
  readonly surface: Surface<A>;
  readonly scalar: (x: number, attributes: A) => number;
  /** The same of i32, modulo 2³²; absent where the op takes f32 alone. */
  readonly integer?: (x: number, attributes: A) => number;
  readonly magnitude?: (operands: readonly number[], attributes: A) => number;
}): OpDefinition<A> {
  return {
    name: options.name,
    summary: options.summary,
    inputs: [options.integer === undefined ? { name: 'x' } : { name: 'x', elements: ARITHMETIC }],
    attributes: options.attributes ?? ({} as AttributeSchema<A>),
    elementwise: true,
    infer: ([x]) => [x],
    magnitude: options.magnitude,
    evaluate([x], attributes, [type]) {
      const y = zeros(type);
      const scalar = (type.element === 'i32' ? options.integer : undefined) ?? options.scalar;
      for (let at = 0; at < y.data.length; at++) {
        write(y, at, scalar(read(x, at), attributes));
      }
      return [y];
    },
    surface: options.surface,
  };
}

/** Builds the definition of an op on two operands with NumPy broadcasting. */
export function binaryOp(options: {
  readonly name: string;
  readonly summary: string;
  readonly scalar: (a: number, b: number) => number;
  /** The same of i32, modulo 2³²; absent where the op takes f32 alone. */
  readonly integer?: (a: number, b: number) => number;
  readonly magnitude?: (operands: readonly number[]) => number;
  readonly conventions?: string;
}): OpDefinition {
  const { integer, conventions } = options;
  const elements: readonly ElementType[] = integer === undefined ? ['f32'] : ARITHMETIC;
  return {
    name: options.name,
    summary: options.summary,
    inputs: [
      { name: 'a', elements },
      { name: 'b', elements },
    ],
    attributes: {},
    elementwise: true,
    magnitude: options.magnitude,
    infer: ([a, b]) => [{ element: a.element, shape: requireBroadcast(options.name, [a, b]) }],
    evaluate([a, b], _attributes, [type]) {
      const y = zeros(type);
      const indexA = broadcastIndexer(a.shape, type.shape);
      const indexB = broadcastIndexer(b.shape, type.shape);
      const scalar = type.element === 'i32' && integer !== undefined ? integer : options.scalar;
      for (let at = 0; at < y.data.length; at++) {
        write(y, at, scalar(read(a, indexA(at)), read(b, indexB(at))));
      }
      return [y];
    },
    surface: {
      name: options.name,
      family: 'arithmetic',
      example: [
        'input a: tensor(1, 2, 3)',
        'input b: tensor(3)',
        `output y = (a, b) -> ${options.name}`,
      ],
      ...(conventions === undefined ? {} : { conventions }),
      arguments: [],
      attributes: () => ({}),
    },
  };
}

/** Builds the definition of an op that compares two operands, which broadcast by the NumPy rule. */
export function comparisonOp(options: {
  readonly name: string;
  readonly summary: string;
  readonly elements: readonly ElementType[];
  holds(a: number, b: number): boolean;
}): OpDefinition {
  const { name, summary, elements } = options;
  return {
    name,
    summary,
    inputs: [
      { name: 'a', elements },
      { name: 'b', elements },
    ],
    attributes: {},
    elementwise: true,
    magnitude: () => 1,
    infer: ([a, b]) => [{ element: 'bool', shape: requireBroadcast(name, [a, b]) }],
    evaluate([a, b], _attributes, [type]) {
      const y = zeros(type);
      const indexA = broadcastIndexer(a.shape, type.shape);
      const indexB = broadcastIndexer(b.shape, type.shape);
      for (let at = 0; at < y.data.length; at++) {
        write(y, at, Number(options.holds(read(a, indexA(at)), read(b, indexB(at)))));
      }
      return [y];
    },
    surface: {
      name,
      family: 'arithmetic',
      example: [
        'input x: tensor(1, 5)',
        elements.includes('f32')
          ? `output y = x -> ${name}(1)`
          : `output y = (less(x, 1), greater(x, -1)) -> ${name}`,
      ],
      arguments: [],
      attributes: () => ({}),
    },
  };
}

/** The shape that all operands broadcast to. Throws `ShapeError`. */
export function requireBroadcast(op: string, operands: readonly TensorType[]): Shape {
  return operands.slice(1).reduce<Shape>((shape, operand, index) => {
    const joint = broadcastShapes(shape, operand.shape);
    if (joint !== undefined) return joint;
    throw new ShapeError(
      'broadcast',
      `${op} cannot broadcast ${typeText({ ...operands[index], shape })} with ${typeText(operand)}`,
      {
        input: index + 1,
        otherInput: index,
        hint: 'aligned from the last axis, extents must be equal or one of them 1',
      },
    );
  }, operands[0].shape);
}

/** The NumPy rule: align from the last axis; extents are equal or one of them is 1. */
export function broadcastShapes(a: Shape, b: Shape): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const x = a[a.length - fromEnd] ?? 1;
    const y = b[b.length - fromEnd] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape[rank - fromEnd] = x === 1 ? y : x;
  }
  return shape;
}

/** Maps a flat index into `output` to the flat index of the operand element broadcast there. */
export function broadcastIndexer(operand: Shape, output: Shape): (flat: number) => number {
  const operandStrides = rowMajorStrides(operand);
  const outputStrides = rowMajorStrides(output);
  const lead = output.length - operand.length;
  return (flat) => {
    let index = 0;
    for (let axis = 0; axis < operand.length; axis++) {
      const coordinate = Math.floor(flat / outputStrides[axis + lead]) % output[axis + lead];
      if (operand[axis] !== 1) index += coordinate * operandStrides[axis];
    }
    return index;
  };
}
