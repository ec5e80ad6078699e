import type { Range } from '../../support/random-tensor.js';
import type { SetValue } from '../../../compiler/frontend/index.js';
import type { Target } from '../../../compiler/target/machine.js';
import type { Shape } from '../../../compiler/ir/types.js';

/** A network of the course's checklist, and the numbers that its table or its paper has. */
export interface System {
  /** The number in the course; absent for what it doesn't name. */
  readonly of?: number;
  /** In `examples`. */
  readonly file: string;
  readonly network: string;
  readonly sets?: Readonly<Record<string, SetValue>>;
  readonly parameters: number;
  /** Where the published number is of another form of the network than a sum over its layers, or rounded. */
  readonly source: string;
  readonly outputs: Readonly<Record<string, Shape>>;
  /** Multiply-accumulates, where the table counts them. */
  readonly macs?: number;
  /**
   * The table's rows in its order: of layers that have parameters, what comes out and how many parameters
   * go in. A block's row is the sum of its layers.
   */
  readonly rows?: readonly Row[];
  /** What to set for a network that everything can run; `{}` where it is small as published. */
  readonly small?: Readonly<Record<string, SetValue>>;
  /** How far it may be from ONNX Runtime at full size, where it makes rounding larger than a ten thousandth. */
  readonly within?: number;
  /** What its inputs are drawn from, where they mean nothing as numbers from −2 to 2. */
  readonly range?: Range;
  /** Where the small one runs; both unless a GPU had to compile a hundred pipelines. */
  readonly targets?: readonly Target[];
}

/** `zoo/cifar/resnet_cifar.net plain n=3` */
export function titleOf({ file, network, sets = {} }: System): string {
  const given = Object.entries(sets).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${file} ${network}${given.join('').replaceAll('"', '')}`;
}

export interface Row {
  /** The layer's name, or that of the block around some. */
  readonly layer: string;
  readonly shape?: Shape;
  readonly parameters?: number;
  readonly macs?: number;
}

/** Where most networks for ImageNet have their numbers. */
export const TORCHVISION = 'torchvision';
export const SEED = "the course's table, layer by layer";
export const SCORES = { scores: [1, 10] };
export const IMAGENET = { scores: [1, 1000] };
