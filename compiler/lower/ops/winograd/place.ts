import type { WinogradMatrices } from '../../../ir/ops/shared/toom-cook.js';
import { winogradMatrices } from '../../../ir/ops/shared/toom-cook.js';
import type { WinogradForm, WinogradTensor } from '../../../ir/ops/shared/winograd.js';
import { winogradGeometry } from '../../../ir/ops/shared/winograd.js';
import type { Shape } from '../../../ir/types.js';
import type { Scalar } from '../../formulas/compute.js';
import { number, read } from '../../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../formulas/index-expr.js';
import { add, rangeOf, scale, toIndex, variable } from '../../formulas/index-expr.js';

/**
 * Output (y, x) is the sum over taps (ky, kx) and input channels i of input (y + ky + offset,
 * x + kx + offset) times weight(o, i, ky, kx); what lies outside of the feature map is zero.
 */
export interface Correlation {
  /**
   * Begins the names of what is read from the feature map. Of several correlations in one kernel they differ:
   * a tap that never lies inside is a number in one, and a vector in another.
   */
  readonly label: string;
  readonly form: WinogradForm;
  /** [N, C, H, W] of operand 0. */
  readonly input: Shape;
  /** Where the first output begins to read, along rows and columns. */
  readonly offset: readonly number[];
  weight(o: Index, i: Index, ky: Index, kx: Index): Scalar;
  readonly bias: ((o: Index) => Scalar) | undefined;
  /** Where output (y, x) goes in the feature map. */
  position(y: Index, x: Index): readonly Index[];
  /** A tensor of the workspace as what a stage fills, and as the operand that another reads. */
  tensor(name: WinogradTensor): { readonly target: string; readonly operand: number };
}

export type Axis = 'row' | 'column';

/** The axes that the stages of a Winograd convolution have in common, and where its tensors lie. */
export class WinogradPlace {
  readonly form: WinogradForm;
  readonly geometry;
  readonly matrices: Readonly<Record<Axis, WinogradMatrices>>;
  /** The loops around, the slot of a block, and the place of what is worked on in them. */
  readonly image: Variable;
  readonly strip: Variable;
  readonly block: Variable;
  readonly slot: Variable;

  constructor(readonly correlation: Correlation) {
    const { form } = correlation;
    this.form = form;
    this.geometry = winogradGeometry(form);
    const [row, column] = form.tile.map((m, axis) => winogradMatrices(m, form.taps[axis]));
    this.matrices = { row, column };
    this.image = variable('image', form.output[0] / this.geometry.images);
    this.strip = variable('strip', form.strips);
    this.block = variable('block', form.blocks);
    this.slot = variable('slot', form.slots);
  }

  point(axis: Axis): Variable {
    return variable(axis, this.geometry.points[axis === 'row' ? 0 : 1]);
  }

  /** The images and tiles that are worked on at a time. */
  stripAxes() {
    const { images, stripRows, tileColumns } = this.geometry;
    return {
      n: variable('n', images),
      r: variable('r', stripRows),
      c: variable('c', tileColumns),
    };
  }

  imageIndex(n: Variable): Index {
    return add(scale(outer(this.image), this.geometry.images), n);
  }

  tileRow(r: Variable): Index {
    return add(scale(outer(this.strip), this.geometry.stripRows), r);
  }

  inputRow(r: Variable, tap: number): Index {
    return add(scale(this.tileRow(r), this.form.tile[0]), tap + this.correlation.offset[0]);
  }

  inputColumn(c: Variable, tap: number): Index {
    return add(scale(c, this.form.tile[1]), tap + this.correlation.offset[1]);
  }

  /** All that tiles read of a row. */
  paddedColumns(): number {
    return this.form.tile[1] * this.geometry.tileColumns + this.form.taps[1] - 1;
  }

  outputChannel(o: IndexLike): Index {
    return add(scale(outer(this.block), this.geometry.blockOutputs), o);
  }

  /** An element of the feature map, whose zero border is not there to be read. */
  sample(n: Variable, i: Variable, row: Index, column: Index): Scalar {
    const [, , height, width] = this.correlation.input;
    // A bound that always holds would only keep axes from being joined.
    const bounds = [
      { index: row, extent: height },
      { index: column, extent: width },
    ].filter(({ index, extent }) => rangeOf(index).min < 0 || rangeOf(index).max >= extent);
    return {
      kind: 'inside',
      bounds,
      value: read(0, [this.imageIndex(n), toIndex(i), row, column]),
      otherwise: number(0),
    };
  }

  from(tensor: WinogradTensor, index: readonly IndexLike[]): Scalar {
    return read(this.correlation.tensor(tensor).operand, this.inWorkspace(tensor, index));
  }

  fill(tensor: WinogradTensor, output: readonly IndexLike[]) {
    const { target } = this.correlation.tensor(tensor);
    return { target, output: this.inWorkspace(tensor, output), reductions: [], intermediates: [] };
  }

  private inWorkspace(tensor: WinogradTensor, index: readonly IndexLike[]): Index[] {
    const isOfInput = tensor === 'input_rows' || tensor === 'input_tiles';
    return [...(isOfInput ? [] : [outer(this.slot)]), ...index.map(toIndex)];
  }
}

/** What an unrolled axis chooses from. */
export function choice(by: Variable, alternatives: readonly Scalar[]): Scalar {
  return { kind: 'choice', by, alternatives };
}

/** A loop of one iteration is none, and what it counts is 0. */
function outer(counter: Variable): Index {
  return toIndex(counter.max === 0 ? 0 : counter);
}
