import type { Family } from './families.js';
import type { Attributes, ConstantData } from './graph.js';
import type { OpName } from './ops/index.js';
import type { Tensor } from './tensor.js';
import { elementOf, floats } from './tensor.js';
import type { ElementType, Shape, TensorType } from './types.js';

/**
 * One op: its inputs and attributes, shape rule, reference definition and documentation. The file
 * in `ops/` is all the front end, the verifier and the interpreter know about an op; lowering and
 * ONNX export keep registries of their own that are exhaustive by op name.
 */
export interface OpDefinition<A extends Attributes = Attributes> {
  readonly name: string;
  /**
   * One paragraph: what it is, in a line that ends with the first `:`, `.` or `;`, then formula, source and
   * shapes. Shown by `netloom help op` and in the docs.
   */
  readonly summary: string;
  readonly inputs: readonly OpInput[];
  readonly attributes: AttributeSchema<A>;
  /**
   * Present on ops that compute every output element from the operand elements at the same
   * index, where operands broadcast by the NumPy rule or, if marked `channelwise`, lie along
   * axis 1. Such an op can ride in a fused tail.
   */
  readonly elementwise?: true;
  /**
   * Present on ops whose kernel on one core ends with a stage that computes each element from that of the
   * first operand at the same index, when nothing else of the operand is read any more.
   */
  readonly endsInPlace?: true;
  /**
   * Present on ops whose lowering yields loops of its own instead of a formula for an element: there is
   * no place in them where the elementwise ops that follow could be computed.
   */
  readonly alone?: true;
  /** Present on ops that only rename elements (reshape, flatten): no arithmetic. */
  readonly view?: true;
  /**
   * Present on recurrent layers, of x, weight_ih, weight_hh, bias_ih, bias_hh and what else a step takes: the op
   * of a step without the product of x, which takes that product instead of x and weight_ih. With
   * `keepsBias` bias_hh stays in it; otherwise the product has the sum of both biases.
   */
  readonly recurrence?: { readonly op: OpName; readonly keepsBias?: true };
  /**
   * What the op multiplies with, so that a scale per channel can become part of it and it can be stored in
   * fewer bits; undefined where its operands have no channels in common.
   */
  weight?(inputs: readonly TensorType[], attributes: A): WeightRole | undefined;
  /**
   * Present on ops of [N,C,L] that are one of pictures of a single row, [N,C,1,L]: which, and with what
   * attributes there. Elementwise ops are the same in either form and need not say so.
   */
  asPicture?(attributes: A): PictureForm;
  /** Present on ops of volumes whose kernels want channels last; of pictures all lie so. */
  readonly featureMap?: true;
  /**
   * Present on ops [N,C,H,W] → [N,C,H′,W′] that take the elements of each window together, channel by
   * channel. Such an op can be the second stage of a kernel, unless it is undefined for these attributes.
   */
  pooling?(attributes: A): PoolingWindow | undefined;
  /**
   * Present on ops whose kernel can leave its result [N,C,H,W] to a pooling stage band by band, each of
   * them [n,rows,W,c]: the band that its own stages fill, or 'rows' where any number of rows will do.
   */
  band?(
    inputs: readonly TensorType[],
    attributes: A,
    outputs: readonly TensorType[],
  ): Shape | 'rows';
  /**
   * The operands that a kernel reads one element at a time, not in vectors along the axis that lies padded,
   * so that they may lie in any layout; absent means none. A test derives them from the lowerings.
   */
  scalarOperands?(
    inputs: readonly TensorType[],
    attributes: A,
    /** The axis of the result along which it lies in vectors. */
    vectorAxis: number,
  ): readonly number[];
  /**
   * Present on ops of which an operand holds indices: which one, and how many entries it can choose from;
   * undefined where it is left out.
   */
  indices?(inputs: readonly TensorType[], attributes: A): IndexOperand | undefined;
  /** Present on ops whose attribute `pads` puts zeros around the first operand that count like its elements. */
  readonly zeroPadded?: true;
  /**
   * Present on ops that can leave outputs out: the attributes with which only the first `count` are there;
   * undefined where there is no such form.
   */
  withOutputs?(attributes: A, count: number): A | undefined;
  /** The types of the outputs. Throws `ShapeError` when the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /**
   * The reference definition: plain loops, f32 storage, f64 accumulation. `outputs` are the inferred
   * types. Inputs follow `inputs`; an absent optional input is undefined only at the end.
   */
  evaluate(
    inputs: readonly Tensor[],
    attributes: A,
    outputs: readonly TensorType[],
  ): readonly Tensor[];
  /** Tensors that a kernel on one core keeps aside while it runs; absent means none. */
  workspace?(
    inputs: readonly TensorType[],
    attributes: A,
    outputs: readonly TensorType[],
  ): readonly WorkspaceTensor[];
  /**
   * The largest magnitude of any result whose operands have at most `operands`, one for each; absent
   * means that no useful bound follows. Views keep theirs.
   */
  magnitude?(operands: readonly number[], attributes: A): number;
  /** Multiply-accumulates, as the literature counts them; absent means none. */
  macs?(inputs: readonly TensorType[], attributes: A, outputs: readonly TensorType[]): number;
  /** What its kernel really multiplies, where that is not `macs`: a fast algorithm has fewer products. */
  products?(inputs: readonly TensorType[], attributes: A, outputs: readonly TensorType[]): number;
  /** The window along the spatial axes, for receptive fields; absent means 1×1, stride 1. */
  window?(inputs: readonly TensorType[], attributes: A): SpatialWindow | 'global';
  /** How the op is written in a `.net` file; absent on ops that only passes introduce. */
  readonly surface?: Surface<A>;
}

export interface OpInput {
  readonly name: string;
  readonly optional?: true;
  /** Only on the last input: one or more values. */
  readonly variadic?: true;
  /**
   * The types that its elements may have; absent means f32 alone. Inputs that allow several types all
   * have the same one.
   */
  readonly elements?: readonly ElementType[];
  /** A vector with one element per channel, that is along axis 1 of the first input. */
  readonly channelwise?: true;
}

/**
 * The weight of an op y = W·f(x) + b per channel. The channels lie along one axis of x and of y, and may be
 * split into groups of which each has weights of its own.
 */
export interface WeightRole {
  /** Positions of W and b among the op's inputs; b may be absent, and is the last. */
  readonly operand: number;
  readonly bias?: number;
  /** b has an element for each of y's, batch aside, and not one per channel. */
  readonly hasOwnBiases?: true;
  /** The axis of x and of y along which channels lie. */
  readonly channelAxis: number;
  /** The axis of W along the output channels. */
  readonly outputs: number;
  /** The axis of W along the input channels that are summed; absent where f is not the identity. */
  readonly inputs?: number;
  readonly groups: number;
  /** Which of the two axes goes over the channels of all groups; the other over those of one. */
  readonly acrossGroups: 'outputs' | 'inputs';
  /**
   * Which of the weights of its channel a result takes: all; all but those that lie over an edge; or some,
   * as the phases of a transposed convolution do.
   */
  readonly taps: 'all' | 'all inside' | 'some';
}

/** An op, by its name, and the attributes that it has as that. */
export interface PictureForm {
  readonly op: string;
  readonly attributes: Attributes;
  /** The shape of the second operand there, where that is more than an axis of one row before its last. */
  readonly weightShape?: (shape: Shape) => Shape;
}

export interface IndexOperand {
  readonly operand: number;
  /** Indices are from 0 to below it. */
  readonly entries: number;
}

export interface PoolingWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** top, left, bottom, right */
  readonly pads: readonly number[];
}

/** A dense row-major tensor that begins `offset` elements into a node's workspace. */
export interface WorkspaceTensor {
  readonly name: string;
  /** The type of its elements; absent means f32. */
  readonly element?: ElementType;
  readonly shape: Shape;
  readonly offset: number;
}

export interface SpatialWindow {
  readonly kernel: Shape;
  /** Below 1 where the feature map grows: 0.5 when it gets twice as large. */
  readonly stride: readonly number[];
  readonly dilation: Shape;
}

/** Attribute kinds as the text form prints and parses them. */
export type AttributeKind =
  'integer' | 'number' | 'boolean' | 'string' | 'integers' | 'numbers' | 'strings' | 'constant';

export type AttributeSchema<A extends Attributes> = {
  readonly [K in keyof A]: {
    readonly kind: AttributeKind;
    readonly doc: string;
    /** What the text form leaves out, and means by leaving it out. Every node has the attribute. */
    readonly default?: number | boolean;
  };
};

/** How an op is called in the language: `conv(64, kernel=3, stride=2)`. */
export interface Surface<A extends Attributes = Attributes> {
  /** The name in the language, e.g. `conv` for `conv2d`. */
  readonly name: string;
  /** The section of the documentation that it stands in. */
  readonly family: Family;
  /**
   * A use, as lines of a network's body: `input x: tensor(1, 5)`, then `output y = x -> …`. The
   * documentation shows it with the shapes, parameters and numbers that come of it.
   */
  readonly example: readonly string[];
  /** Where frameworks disagree: which convention is ours. */
  readonly conventions?: string;
  /** Arguments after the tensors, in positional order, with the field's usual names and defaults. */
  readonly arguments: readonly SurfaceArgument[];
  /**
   * Tensors the layer brings along; the front end turns each into a parameter named
   * `<layer path>.<parameter>` and passes it as the op input `name`. An argument of that name given as a list literal supplies the values in the source instead; an argument given as a
   * string sets the parameter's full name by hand.
   */
  weights?(args: SurfaceValues, inputs: readonly TensorType[]): readonly SurfaceWeight[];
  /** Throws `ShapeError` when an argument does not fit the inputs. */
  attributes(args: SurfaceValues, inputs: readonly TensorType[]): A;
  /** Looks at operands that are numbers in the source; undefined stands for others. Throws `ShapeError`. */
  checkNumbers?(operands: readonly (number | undefined)[]): void;
}

export interface SurfaceArgument {
  readonly name: string;
  readonly kind: SurfaceKind;
  /** Absent means the argument is required; null means optional without a value. */
  readonly default?: SurfaceValue | null;
  /** The least that an entry of a `pair` may be, where that is not 1. */
  readonly minimum?: number;
  readonly doc: string;
}

/**
 * `integer`: one integer; `pair`, `triple`: an integer for all spatial axes or a list of two or three; `factors`:
 * as a pair, of any numbers;
 * `padding`: an integer, a list of integers, none negative, or "same" / "same_lower" / "full" / "valid"; how many
 * entries fit is the op's to say; `winograd`: "off", 2 or 4; others as named. `axis` may be negative; `axes` is
 * one or a list of them, and arrives as a list.
 */
export type SurfaceKind =
  | 'integer'
  | 'number'
  | 'boolean'
  | 'string'
  | 'pair'
  | 'triple'
  | 'factors'
  | 'padding'
  | 'winograd'
  | 'axis'
  | 'axes'
  | 'integers'
  | 'numbers';

export type SurfaceValue = number | string | boolean | readonly number[];
/** Arguments by name with defaults filled in; a `pair` always arrives as two integers, a `triple` as three. */
export type SurfaceValues = Readonly<Record<string, SurfaceValue | null>>;

export interface SurfaceWeight {
  /** The op input that it becomes. */
  readonly name: string;
  /** What the parameter is called, where that is not `name`; empty where it is the layer itself. */
  readonly parameter?: string;
  readonly shape: Shape;
  /** The type of its elements; absent means f32. */
  readonly element?: ElementType;
  /** Unless the call supplies it, it is zeros and no parameter: another that stands behind it is given. */
  readonly isZeros?: true;
}

/**
 * An input or argument that does not fit. Carries no span: the front end knows which source text
 * each input and argument came from and points there.
 */
export class ShapeError extends Error {
  constructor(
    /** e.g. `channels`: becomes the diagnostic code `shape/channels`. */
    readonly code: string,
    message: string,
    readonly detail: {
      /** Index into the op's inputs of the operand at fault. */
      readonly input?: number;
      /** A second operand to show ("the other side is here"). */
      readonly otherInput?: number;
      /** Name of the surface argument at fault. */
      readonly argument?: string;
      readonly hint?: string;
    } = {},
  ) {
    super(message);
    this.name = 'ShapeError';
  }
}

/** Wraps data that is already in memory, in an array of its type; a bool's must be said. */
export function constantData(
  label: string,
  value: Tensor,
  element: ElementType = elementOf(value),
): ConstantData {
  return {
    kind: 'constant-data',
    label,
    type: { element, shape: value.shape },
    read: () => value.data,
  };
}

/** The elements of an f32 constant, perhaps in `space`. */
export function floatsOf(data: ConstantData, space?: Float32Array): Float32Array {
  return floats({ data: data.read(space) });
}
