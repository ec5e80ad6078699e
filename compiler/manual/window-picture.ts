import type { Compute } from '../lower/formulas/compute.js';
import { substitute, variablesOf } from '../lower/formulas/index-expr.js';
import type { Variable } from '../lower/formulas/index-expr.js';
import type { ComputingOp } from '../lower/ops/index.js';
import { loweringOf } from '../lower/ops/index.js';
import type { Attributes, Graph, OpNode } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { exampleGraph } from './example.js';
import { isOp } from '../ir/rewrite.js';

/** A call and which elements it connects, drawn along the width of a picture. */
export interface WindowPicture {
  /** A step of a pipeline: `conv(1, kernel = 3)`. */
  readonly call: string;
  readonly lines: readonly string[];
}

/** The calls that are drawn of each op with a window over pictures, and the width of the picture they stand on. */
export const DRAWN: Readonly<Record<string, readonly (readonly [call: string, width: number])[]>> =
  {
    conv: [
      ['conv(1, kernel = 3, stride = 2, padding = 1)', 7],
      ['conv(1, kernel = 3, stride = 2, padding = same)', 6],
      ['conv(1, kernel = 3, dilation = 2)', 7],
    ],
    conv_transpose: [
      ['conv_transpose(1, kernel = 3, stride = 2)', 3],
      ['conv_transpose(1, kernel = 3, stride = 2, padding = 1, output_padding = 1)', 3],
    ],
    local_conv: [['local_conv(1, kernel = 3, stride = 2, padding = 1)', 7]],
    max_pool: [
      ['max_pool(3, stride = 2, padding = 1)', 6],
      ['max_pool(2, ceil_mode = true)', 5],
    ],
    adaptive_avg_pool: [['adaptive_avg_pool(3)', 6]],
    adaptive_max_pool: [['adaptive_max_pool(3)', 6]],
    lp_pool: [['lp_pool(3, stride = 2, padding = 1)', 6]],
    avg_pool: [
      ['avg_pool(3, stride = 2, padding = 1)', 6],
      ['avg_pool(2, ceil_mode = true)', 5],
    ],
  };

/** Pictures of the window of an op; none of an op without. */
export function windowPictures(name: string): WindowPicture[] {
  return (DRAWN[name] ?? []).map(([call, width]) => {
    const graph = exampleGraph([
      `input x: tensor(1, 1, ${width}, ${width})`,
      `output y = x -> ${call}`,
    ]);
    return { call, lines: draw(accessOf(graph)) };
  });
}

/** Elements along the width: how many there are, and which output depends on which input. */
export interface Access {
  readonly inputs: number;
  readonly outputs: number;
  /** Positions may lie outside of the picture: in its padding, or where output is taken off. */
  readonly pairs: readonly { readonly input: number; readonly output: number }[];
  /** Every input goes to several outputs, and there are more of these. */
  readonly grows: boolean;
}

/** What the one node of a graph that is no constant accesses, as its kernel is told by the lowering. */
export function accessOf(graph: Graph): Access {
  const node = graph.nodes.find((each) => !isOp(each, 'constant'));
  if (node?.kind !== 'op') throw new Error('there is nothing to draw');
  const inputs = node.inputs.map(({ type }) => type);
  const window = opDefinition(node.op).window?.(inputs, node.attributes);
  const grows = window !== undefined && window !== 'global' && window.stride[1] < 1;
  const [, left] = (node.attributes.pads ?? [0, 0]) as readonly number[];
  // What a transposed convolution takes off is not computed: drawn is what would be without.
  const pairs = grows
    ? pairsOf(node, withoutCrop(node.attributes)).map(({ input, output }) => ({
        input,
        output: output - left,
      }))
    : pairsOf(node, node.attributes);
  return {
    inputs: inputs[0].shape[3],
    outputs: node.outputs[0].type.shape[3],
    pairs,
    grows,
  };
}

function withoutCrop(attributes: Attributes): Attributes {
  return { ...attributes, pads: [0, 0, 0, 0], output_padding: [0, 0] };
}

function pairsOf(node: OpNode, attributes: Attributes): Access['pairs'] {
  const op = node.op as ComputingOp;
  const inputs = node.inputs.map(({ type }) => type);
  const outputs = opDefinition(op).infer(inputs, attributes);
  const [output] = outputs;
  const lowering = loweringOf(op);
  if (lowering.kind !== 'loops' || lowering.compute === undefined) {
    throw new Error(`${op} has no loops to draw`);
  }
  return lowering.compute({ inputs, output, outputs, attributes }).flatMap(pairsOfCompute);
}

/** Every point of the iteration space along the width; all other axes stand at their first element. */
function pairsOfCompute({ output, reductions }: Compute): Access['pairs'] {
  const [target] = output.slice(-1);
  const source = reductions.at(0)?.domain.at(-1)?.index;
  if (source === undefined) return [];
  const axes = [...variablesOf(source, variablesOf(target))];
  return pointsOf(axes).map((point) => {
    const valueAt = (axis: Variable): number => point.get(axis) ?? axis.min;
    return {
      input: substitute(source, valueAt).constant,
      output: substitute(target, valueAt).constant,
    };
  });
}

function pointsOf(axes: readonly Variable[]): ReadonlyMap<Variable, number>[] {
  return axes.reduce<ReadonlyMap<Variable, number>[]>(
    (points, axis) =>
      points.flatMap((point) =>
        Array.from({ length: axis.max - axis.min + 1 }, (_, at) =>
          new Map(point).set(axis, axis.min + at),
        ),
      ),
    [new Map()],
  );
}

const CELL = 3;

/**
 * One row for each output with the inputs it sees, or, where the picture grows, one for each input
 * with the outputs it goes to. ■ is an element, □ one that lies in the padding or is taken off.
 */
function draw({ inputs, outputs, pairs, grows }: Access): string[] {
  const rows = grows
    ? { name: 'x', count: inputs, of: pairs.map(({ input, output }) => [input, output]) }
    : { name: 'y', count: outputs, of: pairs.map(({ input, output }) => [output, input]) };
  const across = grows ? { name: 'y', count: outputs } : { name: 'x', count: inputs };
  const columns = rows.of.map(([, column]) => column);
  const first = Math.min(0, ...columns);
  const last = Math.max(across.count - 1, ...columns);
  const positions = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const isInside = (position: number): boolean => position >= 0 && position < across.count;
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padStart(5)}${cells.map((cell) => cell.padStart(CELL)).join('')}`.trimEnd();
  return [
    line(
      across.name,
      positions.map((position) => (isInside(position) ? String(position) : '·')),
    ),
    ...Array.from({ length: rows.count }, (_, row) => {
      const seen = new Set(rows.of.flatMap(([at, column]) => (at === row ? [column] : [])));
      return line(
        `${rows.name}[${row}]`,
        positions.map((position) => (!seen.has(position) ? '' : isInside(position) ? '■' : '□')),
      );
    }),
  ];
}
