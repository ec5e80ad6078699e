import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { stridedCopy } from '../strided-copy.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES, rowMajorStrides } from '../types.js';
import { resolveAxis, shapeText } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';

export interface TransposeAttributes extends Attributes {
  readonly permutation: readonly number[];
}

export const transpose: OpDefinition<TransposeAttributes> = {
  name: 'transpose',
  summary:
    'Reorders the axes: axis i of the result is axis permutation[i] of x. ' +
    'permutation [0,2,3,1] turns [N,C,H,W] into [N,H,W,C].',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: { permutation: { kind: 'integers', doc: 'which axis of x comes at each place' } },

  infer([x], { permutation }) {
    requirePermutation(permutation, x.shape.length);
    return [{ element: x.element, shape: permutation.map((axis) => x.shape[axis]) }];
  },

  evaluate([x], { permutation }, [type]) {
    const y = zeros(type);
    const from = rowMajorStrides(x.shape);
    const to = rowMajorStrides(type.shape);
    const axes = permutation.map((axis, place) => ({
      extent: x.shape[axis],
      from: from[axis],
      to: to[place],
    }));
    stridedCopy(x.data, y.data, axes);
    return [y];
  },

  magnitude: largestOperand,

  surface: {
    name: 'transpose',
    family: 'shape',
    example: ['input x: tensor(1, 2, 3)', 'output y = x -> transpose([0, 2, 1])'],
    conventions:
      'All axes are named, the batch too, as in NumPy and ONNX. PyTorch calls this permute; its transpose ' +
      'swaps two axes.',
    arguments: [
      { name: 'permutation', kind: 'integers', doc: 'which axis of the input comes at each place' },
    ],
    attributes(args, [x]) {
      const rank = x.shape.length;
      const given = args.permutation as number[];
      const permutation = given.map((axis) => resolveAxis('transpose', axis, rank, 'permutation'));
      requirePermutation(permutation, rank);
      return { permutation };
    },
  },
};

function requirePermutation(permutation: readonly number[], rank: number): void {
  const detail = {
    input: 0,
    argument: 'permutation',
    hint: `it must hold each of 0 to ${rank - 1} once`,
  };
  const refused = `transpose of ${rank} axes cannot use ${shapeText(permutation)}`;
  const foreign = permutation.find((axis) => !Number.isInteger(axis) || axis < 0 || axis >= rank);
  const repeated = permutation.find((axis, index) => permutation.indexOf(axis) !== index);
  const broken =
    permutation.length !== rank
      ? `a list of ${permutation.length}`
      : foreign !== undefined
        ? `${foreign} is no axis`
        : repeated !== undefined
          ? `axis ${repeated} comes twice`
          : undefined;
  if (broken !== undefined) throw new ShapeError('permutation', `${refused}: ${broken}`, detail);
}
