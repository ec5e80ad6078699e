import type { ScatterElementsAttributes } from '../../ir/ops/scatter_elements.js';
import { resolveAxis } from '../../ir/ops/shared/checks.js';
import type { ScatterAttributes, ScatterReduction } from '../../ir/ops/shared/scatter.js';
import type { Shape } from '../../ir/types.js';
import type { BinaryOp } from '../formulas/expression.js';
import type { Index, IndexLike } from '../formulas/index-expr.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import { binary, repeat } from '../loops/build-loops.js';
import type { Expression, Statement } from '../loops/loop-ir.js';
import type { ProcedureLowering, ProcedureTensors } from '../lowering.js';

/**
 * A copy of x, and then the updates one after another: where two of them go to one place, their order
 * counts. What is found there may be an update, so it is read from the output.
 */
export const scatterElements: ProcedureLowering<ScatterElementsAttributes> = {
  kind: 'procedure',
  statements({ inputs: [x, indices], attributes }, tensors) {
    const axis = resolveAxis('scatter_elements', attributes.axis, x.shape.length);
    return [
      ...copied(x.shape, tensors),
      ...nest(indices.shape, 'j', (at) => {
        const { index, statements } = entry(`entry`, x.shape[axis], tensors.operand(1).load(...at));
        return [...statements, updated(at.with(axis, index), at, attributes, tensors)];
      }),
    ];
  },
  variant: ({ inputs: [, { shape }], attributes }) => variant(shape, attributes),
};

/** Each list of indices once, for all elements of the slice that it stands for. */
export const scatterNd: ProcedureLowering<ScatterAttributes> = {
  kind: 'procedure',
  statements({ inputs: [x, indices], attributes }, tensors) {
    const depth = indices.shape[indices.shape.length - 1];
    return [
      ...copied(x.shape, tensors),
      ...nest(indices.shape.slice(0, -1), 'j', (list) => {
        const entries = x.shape
          .slice(0, depth)
          .map((extent, k) => entry(`entry${k}`, extent, tensors.operand(1).load(...list, k)));
        return [
          ...entries.flatMap(({ statements }) => statements),
          ...nest(x.shape.slice(depth), 'i', (within) => [
            updated(
              [...entries.map(({ index }) => index), ...within],
              [...list, ...within],
              attributes,
              tensors,
            ),
          ]),
        ];
      }),
    ];
  },
  variant: ({ inputs: [, { shape }], attributes }) => variant(shape, attributes),
};

function copied(shape: Shape, tensors: ProcedureTensors): readonly Statement[] {
  return nest(shape, 'o', (at) => [tensors.output(0).store(at, tensors.operand(0).load(...at))]);
}

/** Loops over all of a shape, the last axis innermost. */
function nest(
  shape: Shape,
  letter: string,
  body: (at: readonly Index[]) => readonly Statement[],
  outer: readonly Index[] = [],
): readonly Statement[] {
  const axis = outer.length;
  if (axis === shape.length) return body(outer);
  return repeat(variable(`${letter}${axis}`, shape[axis]), (at) =>
    nest(shape, letter, body, [...outer, at]),
  );
}

/** An integer as an index into an axis, which has a name from here on. */
function entry(
  name: string,
  extent: number,
  value: Expression,
): { readonly index: Index; readonly statements: readonly Statement[] } {
  if (extent === 1) return { index: toIndex(0), statements: [] };
  const place = variable(name, extent);
  return { index: toIndex(place), statements: [{ kind: 'lookup', variable: place, value }] };
}

const COMBINE: Readonly<Record<ScatterReduction, BinaryOp | undefined>> = {
  none: undefined,
  add: 'add',
  mul: 'mul',
  max: 'max',
  min: 'min',
};

function updated(
  place: readonly IndexLike[],
  at: readonly IndexLike[],
  { reduction }: ScatterAttributes,
  tensors: ProcedureTensors,
): Statement {
  const update = tensors.operand(2).load(...at);
  const output = tensors.output(0);
  const op = COMBINE[reduction as ScatterReduction];
  return output.store(place, op === undefined ? update : binary(op, output.load(...place), update));
}

/** `2x3`, `2x3_add`: the shape of the indices, and what is done with an element that is there. */
function variant(shape: Shape, { reduction }: ScatterAttributes): string {
  return [shape.join('x'), ...(reduction === 'none' ? [] : [reduction])].join('_');
}
