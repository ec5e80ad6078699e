import type { MomentTensor } from '../../../ir/ops/shared/moments.js';
import { MOMENT_TENSORS } from '../../../ir/ops/shared/moments.js';
import type { Attributes } from '../../../ir/graph.js';
import type { TensorType } from '../../../ir/types.js';
import type { Compute, Scalar } from '../../formulas/compute.js';
import { binary, number, read, result, unary } from '../../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../../lowering.js';
import { indices, outputAxes } from '../../lowering.js';
import {
  FAR,
  ifFar,
  meanOf,
  measured,
  minus,
  namedMeasures,
  normalisedElement,
  square,
  sumsOfSquares,
  times,
} from './moments.js';

interface FeatureMapNorm extends Attributes {
  readonly epsilon: number;
}

type Node = LoweringInput<FeatureMapNorm>;

/**
 * (x − mean) · scale + bias, scale = weight / √(variance + ε), over each group of neighbouring channels of a
 * feature map.
 *
 * One core takes the mean of each row of each channel and the squares around it, both while the row is in
 * its cache, and then the rows of a group together, so that the feature map comes from memory twice instead
 * of three times and in the order in which it lies. `compute` says the same at once, for a GPU, which sums
 * by trees.
 */
export function featureMapNorm<A extends FeatureMapNorm>(
  groupsOf: (node: LoweringInput<A>) => number,
): LoopLowering<A> {
  return {
    kind: 'loops',
    compute: (node) => [atOnce(node, channelsOf(node, groupsOf(node)))],
    stages: (node) => [
      rowMoments(node),
      statistics(node, channelsOf(node, groupsOf(node))),
      normalised(node),
    ],
  };
}

/** The axes of a feature map, [N,C,L] as pictures have them. */
function axesOf(output: TensorType): readonly Variable[] {
  if (output.shape.length !== 3) return outputAxes(output);
  return output.shape.map((extent, axis) => variable(['n', 'o', 'x'][axis], extent));
}

/** The channels as axes: of groups and within them, where there are several on either side. */
interface Channels {
  readonly axes: readonly Variable[];
  readonly channel: Index;
  /** The axes to reduce over so as to meet all channels of the group, and the channel met. */
  readonly members: readonly Variable[];
  readonly member: (at: readonly (Variable | number)[]) => IndexLike;
}

function channelsOf({ output }: Node, groups: number): Channels {
  const [, c] = axesOf(output);
  const [, channels] = output.shape;
  const size = channels / groups;
  if (size === 1) return { axes: [c], channel: toIndex(c), members: [], member: () => c };
  const group = variable('g', groups);
  const within = variable('o', size);
  const first = scale(group, size);
  return {
    axes: [group, within],
    channel: add(first, within),
    members: [variable('i', size)],
    member: ([i]) => add(first, i),
  };
}

/** The reductions of all of a group of feature maps. */
function atOnce(node: Node, { axes: channels, channel, members, member }: Channels): Compute {
  const [n, , ...place] = axesOf(node.output);
  const letters = ['d', 'h', 'w'].slice(-place.length);
  const within = place.map(({ max }, axis) => variable(letters[axis], max + 1));
  const spots = [...members, ...within];
  const elementAt = (at: readonly (Variable | number)[]): Scalar =>
    read(0, [n, member(at), ...at.slice(members.length)].map(toIndex));
  const count = spots.reduce((product, { max }) => product * (max + 1), 1);
  const { intermediates, named } = namedMeasures(
    measured(gain(node, channel), node.attributes.epsilon, count),
  );
  return {
    axes: [n, ...channels, ...place],
    output: [n, channel, ...place].map(toIndex),
    reductions: [
      ...meanOf(spots, elementAt),
      ...sumsOfSquares(spots, (of) => [square(minus(of(elementAt(spots)), of(result('mean'))))]),
    ],
    intermediates,
    value: shifted(
      node,
      channel,
      normalisedElement(read(0, [n, channel, ...place].map(toIndex)), named),
    ),
  };
}

/** The mean of a row, and the standard deviation from it. */
function rowMoments({ output }: Node): Compute {
  const [n, c, ...place] = axesOf(output);
  const [rows, [x]] = [place.slice(0, -1), place.slice(-1)];
  const moment = variable('moment', 2);
  const element = read(0, indices([n, c, ...place]));
  const deviation = (squares: string): Scalar =>
    unary('sqrt', times(result(squares), 1 / (x.max + 1)));
  return {
    axes: [n, ...rows, c],
    unrolled: [moment],
    output: indices([moment, n, ...rows, c]),
    target: 'row_moments',
    reductions: [
      ...meanOf([x], ([at]) => read(0, [n, c, ...rows, at].map(toIndex))),
      ...sumsOfSquares([x], (of) => [square(minus(of(element), of(result('mean'))))]),
    ],
    intermediates: [],
    value: {
      kind: 'choice',
      by: moment,
      alternatives: [
        result('mean'),
        ifFar(times(deviation('squares_far'), 1 / FAR), deviation('squares')),
      ],
    },
  };
}

/**
 * For each channel the mean of its group and the scale. Around the mean of them all, the mean square of a
 * row is that around its own mean and the square of the distance between the two (Chan, Golub and LeVeque
 * 1983, "Algorithms for Computing the Sample Variance").
 */
function statistics(node: Node, { axes: channels, channel, members, member }: Channels): Compute {
  const [n, , ...place] = axesOf(node.output);
  const outer = place.slice(0, -1);
  const names = ['plane', 'row'].slice(-outer.length);
  const rows = [...outer.map(({ max }, axis) => variable(names[axis], max + 1)), ...members];
  const statistic = variable('statistic', 3);
  const moment = (number: number, at: readonly (Variable | number)[]): Scalar => {
    const channel = member(at.slice(outer.length));
    return momentsOf(node, 'row_moments', [number, n, ...at.slice(0, outer.length), channel]);
  };
  const count = rows.reduce((product, { max }) => product * (max + 1), 1);
  const { unit, mean, scale } = measured(gain(node, channel), node.attributes.epsilon, count);
  return {
    axes: [n, ...channels],
    unrolled: [statistic],
    output: [statistic, n, channel].map(toIndex),
    target: 'statistics',
    reductions: [
      ...meanOf(rows, (at) => moment(0, at)),
      ...sumsOfSquares(rows, (of) => [
        square(of(moment(1, rows))),
        square(minus(of(moment(0, rows)), of(result('mean')))),
      ]),
    ],
    intermediates: [],
    value: { kind: 'choice', by: statistic, alternatives: [unit, mean, scale] },
  };
}

function normalised(node: Node): Compute {
  const axes = axesOf(node.output);
  const [n, c] = axes;
  const [unit, mean, scale] = [0, 1, 2].map((statistic) =>
    momentsOf(node, 'statistics', [statistic, n, c]),
  );
  return {
    axes,
    output: indices(axes),
    reductions: [],
    intermediates: [],
    value: shifted(
      node,
      toIndex(c),
      normalisedElement(read(0, indices(axes)), { unit, mean, scale }),
    ),
  };
}

function gain({ inputs }: Node, channel: Index): Scalar {
  return inputs.length < 2 ? number(1) : read(1, [channel]);
}

function shifted({ inputs }: Node, channel: Index, scaled: Scalar): Scalar {
  return inputs.length < 3 ? scaled : binary('add', scaled, read(2, [channel]));
}

/** Workspace tensors come behind the node's inputs. */
function momentsOf(
  { inputs }: Node,
  tensor: MomentTensor,
  index: readonly (IndexLike | number)[],
): Scalar {
  return read(inputs.length + MOMENT_TENSORS.indexOf(tensor), index.map(toIndex));
}
