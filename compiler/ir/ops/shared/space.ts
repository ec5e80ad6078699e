import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import { shapeText } from './checks.js';

/** How many spatial axes a window moves along: those of a row, a picture or a volume. */
export type SpatialRank = 1 | 2 | 3;

/** What the axes of a feature map and of a kernel are called. */
interface Space {
  /** Of the feature map, channels included. */
  readonly axes: readonly string[];
  /** The extents of a kernel along the spatial ones. */
  readonly kernel: readonly string[];
  readonly spatial: readonly string[];
  /** How padding can be given as a list, after "padding of conv ". */
  readonly padding: string;
}

const SPACES: Readonly<Record<SpatialRank, Space>> = {
  1: {
    axes: ['N', 'C', 'L'],
    kernel: ['k'],
    spatial: ['length'],
    padding: 'along one axis must be an integer or [before, after]',
  },
  2: {
    axes: ['N', 'C', 'H', 'W'],
    kernel: ['kh', 'kw'],
    spatial: ['height', 'width'],
    padding: 'must be an integer, [vertical, horizontal] or [top, left, bottom, right]',
  },
  3: {
    axes: ['N', 'C', 'D', 'H', 'W'],
    kernel: ['kd', 'kh', 'kw'],
    spatial: ['depth', 'height', 'width'],
    padding:
      'must be an integer, [depth, height, width] or [front, top, left, back, bottom, right]',
  },
};

export function spaceOf(rank: SpatialRank): Space {
  return SPACES[rank];
}

/** `the height` */
export function axisName(axis: number, rank: SpatialRank): string {
  return `the ${SPACES[rank].spatial[axis]}`;
}

/** `height and width` */
export function extents(rank: SpatialRank): string {
  return SPACES[rank].spatial.join(', ').replace(/, (\w+)$/, ' and $1');
}

/** Entry `axis` of a list that has one for each of `rank` spatial axes. */
export function perAxis<T>(rank: SpatialRank, entry: (axis: number) => T): T[] {
  return Array.from({ length: rank }, (_, axis) => entry(axis));
}

/** `x` must be a feature map with `rank` spatial axes. Where it has others, an op of another name may be meant. */
export function requireFeatureMap(
  op: string,
  x: TensorType,
  rank: SpatialRank,
  family?: readonly string[],
): void {
  const { axes } = SPACES[rank];
  if (x.shape.length === axes.length) return;
  const given = x.shape.length - 2;
  const other = given >= 1 && given <= 3 ? family?.[given - 1] : undefined;
  throw new ShapeError(
    'rank',
    `${op} needs a tensor of rank ${axes.length} (${axes.join(', ')}), ` +
      `but got ${shapeText(x.shape)}, which has rank ${x.shape.length}`,
    {
      input: 0,
      ...(other !== undefined && {
        hint: `for [${SPACES[given as SpatialRank].axes.join(',')}] there is ${other}`,
      }),
    },
  );
}

/** `x` must have channels and one to three spatial axes. Throws `ShapeError`. */
export function requireAnyFeatureMap(op: string, x: TensorType): void {
  if (x.shape.length >= 3 && x.shape.length <= 5) return;
  const forms = Object.values(SPACES).map(({ axes }) => `[${axes.join(',')}]`);
  throw new ShapeError(
    'rank',
    `${op} needs a tensor ${forms.slice(0, 2).join(', ')} or ${forms[2]}, ` +
      `but got ${shapeText(x.shape)}, which has rank ${x.shape.length}`,
    { input: 0 },
  );
}

/** The ops of one name for rows, pictures and volumes: `conv1d`, `conv`, `conv3d`. */
export function family(name: string): readonly string[] {
  return [`${name}1d`, name, `${name}3d`];
}
