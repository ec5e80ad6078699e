import type { NonMaxSuppressionAttributes } from '../../ir/ops/non_max_suppression.js';
import { NO_BOX, SIDES } from '../../ir/ops/non_max_suppression.js';
import { roundUp } from '../../ir/layout.js';
import {
  binary,
  choice,
  extract,
  float,
  repeat,
  set,
  splat,
  use,
  whole,
} from '../loops/build-loops.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { scale, variable } from '../formulas/index-expr.js';
import type { Expression, Local, Statement, ValueType } from '../loops/loop-ir.js';
import type { LoweringInput, ProcedureLowering, ProcedureTensors, Vectors } from '../lowering.js';

/**
 * Box by box: the best of those that are left is kept, and what overlaps it is left no more. While four
 * boxes at a time are held against the one that was kept last, the best of the others is found, so that
 * each box that is kept takes one way through all of them: O(B·capacity). What is left has its score and
 * all else −∞, which no score that counts can be, because each is greater than a threshold.
 */
export const nonMaxSuppression: ProcedureLowering<NonMaxSuppressionAttributes> = {
  kind: 'procedure',
  statements: (node, tensors) => {
    const [images, classes] = node.output.shape;
    const procedure = new Suppression(node, tensors);
    const n = variable('n', images);
    const c = variable('c', classes);
    return [
      set(LANES, fourNumbers([0, 1, 2, 3])),
      ...repeat(n, (image) => [
        ...procedure.sides(image),
        ...repeat(c, (index) => procedure.keep(image, index)),
      ]),
    ];
  },
  variant: ({ inputs: [, { shape }], attributes: { capacity } }) => `c${shape[1]}_k${capacity}`,
};

const register = (name: string, type: ValueType): Local => ({ name, type });

/** The best box: its score and its position. */
const BEST = register('best', 'f32');
const AT = register('at', 'i32');
/** The best of every fourth box, from each of the first four on. */
const BESTS = register('bests', 'f32x4');
const POSITIONS = register('positions', 'i32x4');
/** How many boxes are kept. */
const COUNT = register('count', 'i32');
const LANES = register('lanes', 'i32x4');

const [LEAST_Y, LEAST_X, GREATEST_Y, GREATEST_X, AREA] = SIDES.keys();

class Suppression {
  private readonly count: number;
  private readonly allSides: Vectors;
  private readonly left: Vectors;
  private readonly i: Variable;
  /** Boxes in fours. */
  private readonly four: Variable;

  constructor(
    private readonly node: LoweringInput<NonMaxSuppressionAttributes>,
    private readonly tensors: ProcedureTensors,
  ) {
    [, this.count] = node.inputs[0].shape;
    this.allSides = tensors.workspace('sides');
    this.left = tensors.workspace('left');
    this.i = variable('i', this.count);
    this.four = variable('four', roundUp(this.count, 4) / 4);
  }

  /** Where the sides of an image's boxes are, and their areas. */
  sides(n: Index): Statement[] {
    return [...repeat(this.i, (i) => this.sidesAt(n, i))];
  }

  private sidesAt(n: Index, i: Index): Statement[] {
    const boxes = this.tensors.operand(0);
    const corner = (at: number): Expression => boxes.load(n, i, at);
    const along = (axis: string, at: number): readonly [Local, Local, Statement[]] => {
      const [least, greatest] = [
        register(`least_${axis}`, 'f32'),
        register(`greatest_${axis}`, 'f32'),
      ];
      const [one, other] = [corner(at), corner(at + 2)];
      return [
        least,
        greatest,
        [set(least, binary('min', one, other)), set(greatest, binary('max', one, other))],
      ];
    };
    const [top, bottom, vertical] = along('y', 0);
    const [left, right, horizontal] = along('x', 1);
    const area = binary(
      'mul',
      binary('sub', use(bottom), use(top)),
      binary('sub', use(right), use(left)),
    );
    const values = [top, left, bottom, right].map(use);
    return [
      ...vertical,
      ...horizontal,
      ...[...values, area].map((value, side) => this.allSides.store([side, i], value)),
    ];
  }

  /** The boxes of a class that are kept. */
  keep(n: Index, c: Index): Statement[] {
    const [kept, count] = [0, 1].map((position) => this.tensors.output(position));
    const { capacity } = this.node.attributes;
    const place = variable('place', capacity);
    const box = variable('box', this.count);
    return [
      ...this.start(n, c),
      ...this.findBest(undefined),
      set(COUNT, whole(0)),
      ...repeat(place, (at) => [kept.store([n, c, at], whole(NO_BOX))]),
      {
        kind: 'while',
        variable: place,
        test: { test: 'gt', a: use(BEST), b: NEVER },
        body: [
          kept.store([n, c, place], use(AT)),
          set(COUNT, binary('add', use(COUNT), whole(1))),
          { kind: 'lookup', variable: box, value: use(AT) },
          this.left.store([box], NEVER),
          ...this.findBest(box),
        ],
      },
      count.store([n, c], use(COUNT)),
    ];
  }

  /** Boxes that count are left with their scores; a score that is NaN is greater than none. */
  private start(n: Index, c: Index): Statement[] {
    const { left } = this;
    const score = register('score', 'f32');
    const threshold = float(this.node.attributes.score_threshold);
    const counted = choice('gt', [use(score), threshold], use(score), NEVER);
    const last = 4 * (this.four.max + 1);
    const missing = Array.from({ length: last - this.count }, (_, at) => this.count + at);
    return [
      ...repeat(this.i, (i) => [
        set(score, this.tensors.operand(1).load(n, c, i)),
        left.store([i], counted),
      ]),
      ...missing.map((at) => left.store([at], NEVER)),
    ];
  }

  /** The best of all boxes that are left, when those that overlap `kept` no longer are. */
  private findBest(kept: Variable | undefined): Statement[] {
    const scores = register('scores_left', 'f32x4');
    const isBetter = (then: Expression, otherwise: Expression): Expression =>
      choice('gt', [use(scores), use(BESTS)], then, otherwise);
    return [
      ...(kept === undefined ? [] : this.sidesOf(kept)),
      set(BESTS, splat(NEVER)),
      set(POSITIONS, splat(whole(0))),
      ...repeat(this.four, (four) => {
        const first = scale(four, 4);
        const number: Expression = { kind: 'integer', type: 'i32', value: first };
        const position = binary('add', splat(number), use(LANES));
        return [
          set(scores, this.left.loadVector(first)),
          ...(kept === undefined ? [] : this.suppress(scores, first)),
          set(POSITIONS, isBetter(position, use(POSITIONS))),
          set(BESTS, isBetter(use(scores), use(BESTS))),
        ];
      }),
      ...bestOfLanes(),
    ];
  }

  private sidesOf(kept: Variable): Statement[] {
    return KEPT.map((local, side) => set(local, splat(this.allSides.load(side, kept))));
  }

  /** A ∩ B > threshold · (A + B − A ∩ B), where a negative extent of A ∩ B counts as none. */
  private suppress(scores: Local, first: Index): Statement[] {
    const other = (side: number): Expression => this.allSides.loadVector(side, first);
    const extent = (least: number, greatest: number): Expression =>
      binary(
        'max',
        binary(
          'sub',
          binary('min', other(greatest), use(KEPT[greatest])),
          binary('max', other(least), use(KEPT[least])),
        ),
        splat(float(0)),
      );
    const both = register('both', 'f32x4');
    const union = binary('sub', binary('add', other(AREA), use(KEPT[AREA])), use(both));
    const share = binary('mul', splat(float(this.node.attributes.iou_threshold)), union);
    return [
      set(both, binary('mul', extent(LEAST_Y, GREATEST_Y), extent(LEAST_X, GREATEST_X))),
      set(scores, choice('gt', [use(both), share], splat(NEVER), use(scores))),
      this.left.storeVector([first], use(scores)),
    ];
  }
}

/** The sides of the box that was kept last, in all lanes. */
const KEPT = SIDES.map((side) => register(`kept_${side.replace(' ', '_')}`, 'f32x4'));

/** Of the bests of all lanes, equal ones the one at the lowest position. */
function bestOfLanes(): Statement[] {
  const [first, ...others] = [0, 1, 2, 3].map((lane) => ({
    score: extract(use(BESTS), lane),
    position: extract(use(POSITIONS), lane),
  }));
  return [
    set(BEST, first.score),
    set(AT, first.position),
    ...others.flatMap(({ score, position }) => {
      const lower = choice('eq', [score, use(BEST)], binary('min', use(AT), position), use(AT));
      return [
        set(AT, choice('gt', [score, use(BEST)], position, lower)),
        set(BEST, choice('gt', [score, use(BEST)], score, use(BEST))),
      ];
    }),
  ];
}

/** The score of a box that is not left. */
const NEVER = float(-Infinity);

function fourNumbers(values: readonly number[]): Expression {
  return { kind: 'lanes', type: 'i32x4', lanes: values.map(whole) };
}
