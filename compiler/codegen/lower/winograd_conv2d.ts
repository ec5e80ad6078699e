import type { WinogradAttributes, WinogradTensor } from '../../ir/ops/shared/winograd.js';
import {
  WINOGRAD_PANEL,
  WINOGRAD_TENSORS,
  winogradGeometry,
} from '../../ir/ops/shared/winograd.js';
import type { Bound, Compute, Scalar, Stage } from '../compute.js';
import { binary, number, read, result } from '../compute.js';
import type { Index, IndexLike, Variable } from '../index-expr.js';
import { add, scale, toIndex, variable } from '../index-expr.js';
import { conv2d, convolutionName } from './conv2d.js';
import type { LoopLowering, LoweringInput } from './lowering.js';
import type { WinogradMatrices } from './winograd-transforms.js';
import { transformByColumns, transformByRows, winogradMatrices } from './winograd-transforms.js';

/**
 * F(m×m, 3×3) as matrix products, one per point of the transformed tile: weights and input tiles are
 * transformed, the sums over input channels are (m + 2)² ordinary matrix products over tiles, and
 * their results are transformed back. Both transforms go along the columns of a whole strip of the
 * picture first and along the rows then, so that neighbouring tiles share what they overlap in.
 *
 * Weights are transformed while the network runs: they are (m + 2)²/9 times as large afterwards, and
 * neither a bundle nor its memory should hold that. The work is shared by all tiles.
 *
 * `compute` is the convolution itself, for a GPU that has too little of it to multiply.
 */
export const winogradConv2d: LoopLowering<WinogradAttributes> = {
  kind: 'loops',
  compute: (node) => conv2d.compute?.(asConvolution(node)) ?? [],
  stages: (node) => new Winograd(node).stages(),
  variant: (node) => `f${node.attributes.tile}_${convolutionName(asConvolution(node))}`,
};

function asConvolution({ attributes: { pads }, ...node }: LoweringInput<WinogradAttributes>) {
  return { ...node, attributes: { strides: [1, 1], dilations: [1, 1], pads, groups: 1 } };
}

class Winograd {
  private readonly matrices: WinogradMatrices;
  private readonly geometry;
  private readonly channels: number;
  private readonly tile: number;
  /** The loops around, and the place of what is worked on in them. */
  private readonly image: Variable;
  private readonly strip: Variable;
  private readonly block: Variable;

  constructor(private readonly node: LoweringInput<WinogradAttributes>) {
    const { inputs, output, attributes } = node;
    this.tile = attributes.tile;
    this.matrices = winogradMatrices(this.tile);
    this.geometry = winogradGeometry(output, attributes);
    this.channels = inputs[0].shape[1];
    this.image = variable('image', output.shape[0] / this.geometry.images);
    this.strip = variable('strip', attributes.strips);
    this.block = variable('block', attributes.blocks);
  }

  /** Either strips of the picture pass by all weights, or blocks of weights by the whole picture. */
  stages(): Stage[] {
    const before = [this.inputColumns(), ...this.inputBorder(), this.inputRows()];
    const after = [this.products(), this.outputRows(), this.outputColumns()];
    const { blocks } = this.node.attributes;
    return blocks > 1
      ? [...before, ...repeated(this.block, [this.weights(), ...after])]
      : [this.weights(), ...repeated(this.image, repeated(this.strip, [...before, ...after]))];
  }

  /** U = G g Gᵀ */
  private weights(): Compute {
    const { weight } = this.matrices;
    const panel = variable('panel', this.geometry.blockOutputs / WINOGRAD_PANEL);
    const i = variable('i', this.channels);
    const o = variable('o', WINOGRAD_PANEL);
    const [row, column] = [this.point('row'), this.point('column')];
    const output = add(this.outputChannel(scale(panel, WINOGRAD_PANEL)), o);
    const columns = [0, 1, 2].map((kx) =>
      transformByRows(
        weight,
        [0, 1, 2].map((ky) => read(1, [output, i, ky, kx].map(toIndex))),
        `column${kx}`,
      ),
    );
    const named = columns.map(({ values }, kx) =>
      values.map((value, at) => ({ name: `column${kx}_${at}`, value })),
    );
    const rows = weight.map((_, at) =>
      transformByRows(
        weight,
        named.map((values) => result(values[at].name)),
        `row${at}`,
      ),
    );
    return {
      ...this.fill('weight_tiles', [panel, row, column, i, o].map(toIndex)),
      axes: [panel, i, o],
      unrolled: [row, column],
      steps: [
        ...columns.flatMap(({ steps }, kx) => [...steps, ...named[kx]]),
        ...rows.flatMap(({ steps }) => steps),
      ],
      value: choice(
        row,
        rows.map(({ values }) => choice(column, values)),
      ),
    };
  }

  /** Bᵀ d along the columns of the picture, whose zero border is not there to be read. */
  private inputColumns(): Compute {
    const {
      inputs: [input],
      attributes,
    } = this.node;
    const [, , height, width] = input.shape;
    const [top, left] = attributes.pads;
    const { n, r } = this.stripAxes();
    const x = variable('x', width);
    const i = variable('i', this.channels);
    const point = this.point('point');
    const taps = this.matrices.input.map((_, tap): Scalar => {
      const row = add(scale(this.tileRow(r), this.tile), tap - top);
      const bounds: Bound[] = [{ index: row, extent: height }];
      const value = read(0, [this.imageIndex(n), toIndex(i), row, toIndex(x)]);
      return { kind: 'inside', bounds, value, otherwise: number(0) };
    });
    const named = taps.map((value, tap) => ({ name: `tap${tap}`, value }));
    const transformed = transformByRows(
      this.matrices.input,
      named.map(({ name }) => result(name)),
      'point',
    );
    return {
      ...this.fill('input_rows', [point, n, r, add(x, left), i].map(toIndex)),
      axes: [n, r, x, i],
      unrolled: [point],
      steps: [...named, ...transformed.steps],
      value: choice(point, transformed.values),
    };
  }

  /** The zeros to the left and right of the picture. */
  private inputBorder(): Compute[] {
    const {
      inputs: [input],
      attributes,
    } = this.node;
    const width = input.shape[3];
    const left = attributes.pads[1];
    const columns = this.tile * this.geometry.tileColumns + 2;
    const { n, r } = this.stripAxes();
    const i = variable('i', this.channels);
    const point = variable('point', this.geometry.points);
    return [
      { start: 0, extent: left },
      { start: left + width, extent: columns - left - width },
    ]
      .filter(({ extent }) => extent > 0)
      .map(({ start, extent }) => {
        const x = variable('x', extent);
        return {
          ...this.fill('input_rows', [point, n, r, add(x, start), i].map(toIndex)),
          axes: [point, n, r, x, i],
          value: number(0),
        };
      });
  }

  /** V = (Bᵀ d) B */
  private inputRows(): Compute {
    const { n, r, c } = this.stripAxes();
    const i = variable('i', this.channels);
    const row = variable('row', this.geometry.points);
    const column = this.point('column');
    const taps = this.matrices.input.map((_, tap) =>
      this.from('input_rows', [row, n, r, add(scale(c, this.tile), tap), i]),
    );
    const transformed = transformByRows(this.matrices.input, taps, 'column');
    return {
      ...this.fill('input_tiles', [row, column, n, r, c, i].map(toIndex)),
      axes: [row, n, r, c, i],
      unrolled: [column],
      steps: transformed.steps,
      value: choice(column, transformed.values),
    };
  }

  /** M = Σ over input channels of U ⊙ V */
  private products(): Compute {
    const { n, r, c } = this.stripAxes();
    const row = variable('row', this.geometry.points);
    const column = variable('column', this.geometry.points);
    const panel = variable('panel', this.geometry.blockOutputs / WINOGRAD_PANEL);
    const o = variable('o', WINOGRAD_PANEL);
    const i = variable('i', this.channels);
    const output = add(scale(panel, WINOGRAD_PANEL), o);
    return {
      ...this.fill('products', [row, column, n, r, c, output].map(toIndex)),
      axes: [row, column, n, r, c, panel, o],
      reductions: [
        {
          name: 'sum',
          axes: [i],
          combine: 'sum',
          body: binary(
            'mul',
            this.from('input_tiles', [row, column, n, r, c, i]),
            this.from('weight_tiles', [panel, row, column, i, o]),
          ),
          domain: [],
        },
      ],
      value: result('sum'),
    };
  }

  /** M A */
  private outputRows(): Compute {
    const { n, r, c } = this.stripAxes();
    const o = variable('o', this.geometry.blockOutputs);
    const row = variable('row', this.geometry.points);
    const column = variable('column', this.tile);
    const taps = this.matrices.input.map((_, tap) =>
      this.from('products', [row, toIndex(tap), n, r, c, o]),
    );
    const transformed = transformByColumns(this.matrices.output, taps, 'column');
    const x = add(scale(c, this.tile), column);
    return {
      ...this.fill('output_rows', [row, n, r, x, o].map(toIndex)),
      axes: [row, n, r, c, o],
      unrolled: [column],
      steps: transformed.steps,
      value: choice(column, transformed.values),
    };
  }

  /** Y = Aᵀ (M A), of which the tiles at the lower edge may hang over. */
  private outputColumns(): Compute {
    const { output, inputs } = this.node;
    const { n, r } = this.stripAxes();
    const x = variable('x', output.shape[3]);
    const o = variable('o', this.geometry.blockOutputs);
    const row = variable('row', this.tile);
    const taps = this.matrices.input.map((_, tap) =>
      this.from('output_rows', [toIndex(tap), n, r, x, o]),
    );
    const transformed = transformByColumns(this.matrices.output, taps, 'row');
    const y = add(scale(this.tileRow(r), this.tile), row);
    const channel = this.outputChannel(o);
    const sum = choice(row, transformed.values);
    return {
      axes: [n, r, x, o],
      unrolled: [row],
      output: [this.imageIndex(n), channel, y, toIndex(x)],
      outputDomain: [{ index: y, extent: output.shape[2] }],
      reductions: [],
      steps: transformed.steps,
      value: inputs.length < 3 ? sum : binary('add', sum, read(2, [channel])),
    };
  }

  private point(name: string): Variable {
    return variable(name, this.geometry.points);
  }

  /** The images and tiles that are worked on at a time. */
  private stripAxes() {
    const { images, stripRows, tileColumns } = this.geometry;
    return {
      n: variable('n', images),
      r: variable('r', stripRows),
      c: variable('c', tileColumns),
    };
  }

  private imageIndex(n: Variable): Index {
    return add(scale(outer(this.image), this.geometry.images), n);
  }

  private tileRow(r: Variable): Index {
    return add(scale(outer(this.strip), this.geometry.stripRows), r);
  }

  private outputChannel(o: IndexLike): Index {
    return add(scale(outer(this.block), this.geometry.blockOutputs), o);
  }

  private from(tensor: WinogradTensor, index: readonly IndexLike[]): Scalar {
    const operand = this.node.inputs.length + WINOGRAD_TENSORS.indexOf(tensor);
    return read(operand, index.map(toIndex));
  }

  private fill(tensor: WinogradTensor, output: readonly Index[]) {
    return { target: tensor, output, reductions: [], steps: [] };
  }
}

/** A loop of one turn is none, and what it counts is 0. */
function repeated(counter: Variable, stages: readonly Stage[]): readonly Stage[] {
  return counter.max === 0 ? stages : [{ variable: counter, stages }];
}

function outer(counter: Variable): Index {
  return toIndex(counter.max === 0 ? 0 : counter);
}

function choice(by: Variable, alternatives: readonly Scalar[]): Scalar {
  return { kind: 'choice', by, alternatives };
}
