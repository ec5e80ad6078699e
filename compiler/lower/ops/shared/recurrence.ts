import type { RecurrentAttributes, RecurrentCell } from '../../../ir/ops/shared/recurrent/cell.js';
import type { Compute, ComputeStage, Reduction, Scalar } from '../../formulas/compute.js';
import { binary, number, read, result } from '../../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../formulas/index-expr.js';
import { add, modulo, subtract, toIndex, variable } from '../../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../../lowering.js';
import { indices, pointwise } from '../../lowering.js';

/**
 * From the states before the first step, zeros where none are given, step by step. `step` has the stages
 * that fill the new states; the hidden one is then the output of the step. The state is kept beside the
 * output, because a fused tail may change what is put out. There are two hidden states, of even and of
 * odd steps, so that a unit may have its new one while others still read the old ones. Behind the last step
 * the states that are asked for are copied from there.
 */
export function recurrence<A extends RecurrentAttributes>(
  cell: RecurrentCell<A>,
  step: (step: RecurrentStep<A>) => readonly ComputeStage[],
): LoopLowering<A> {
  return {
    kind: 'loops',
    stages(node) {
      const t = variable('t', node.output.shape[1]);
      const each = new RecurrentStep(cell, node, t);
      const repeated = [...step(each), each.output()];
      return [
        ...each.begin(),
        { variable: t, stages: repeated },
        ...(node.attributes.states ? each.last() : []),
      ];
    },
    variant: ({ inputs: [, weight] }) => `h${weight.shape[1]}`,
  };
}

const FROM_INPUT = 0;
const WEIGHT = 1;
const OTHERS = 2;

/** The hidden state that the first step reads. */
const BEFORE_FIRST = 1;

/** One of the steps of a recurrence, and the tensors that it works on. */
export class RecurrentStep<A extends RecurrentAttributes> {
  /** The sequences. */
  readonly n: Variable;
  /** The elements of the state. */
  readonly u: Variable;
  private readonly width: number;
  private readonly workspace: readonly string[];

  constructor(
    private readonly cell: RecurrentCell<A>,
    readonly node: LoweringInput<A>,
    private readonly t: Variable,
  ) {
    const [batch, , width] = node.output.shape;
    this.n = variable('n', batch);
    this.u = variable('u', width);
    this.width = width;
    this.workspace = Object.keys(cell.tensors({ batch, width }, node.attributes));
  }

  get attributes(): A {
    return this.node.attributes;
  }

  /** Rows of the gates, as an axis: of the first `gates` of them. */
  rows(gates: number): Variable {
    return variable('row', gates * this.width);
  }

  /** The row of element u of a gate. */
  rowOf(gate: number): Index {
    return add(this.u, gate * this.width);
  }

  /** What the input adds to a row. */
  fromInput(row: IndexLike): Scalar {
    return read(FROM_INPUT, [toIndex(this.n), this.place, toIndex(row)]);
  }

  /** Row `row` of weight_hh · `vector`, as a reduction called `sum`. */
  product(row: IndexLike, vector: (j: Variable) => Scalar): Reduction {
    const j = variable('j', this.node.inputs[WEIGHT].shape[1]);
    const weight = read(WEIGHT, [toIndex(row), toIndex(j)]);
    const body = binary('mul', vector(j), weight);
    return { name: 'sum', axes: [j], combine: 'sum', body, domain: [] };
  }

  /** What `product` comes to, with bias_hh where the cell keeps it. */
  productOf(row: IndexLike): Scalar {
    const hasBias = this.cell.keepsBias === true && this.node.inputs.length > OTHERS;
    const sum = result('sum');
    return hasBias ? binary('add', sum, read(OTHERS, [toIndex(row)])) : sum;
  }

  /** The cell's `vector` at element u of one of its gates; undefined where it is not given. */
  fromVector(gate: number): Scalar | undefined {
    const bias = this.cell.keepsBias === true ? 1 : 0;
    const operand = OTHERS + bias + this.cell.states.length;
    const isGiven = operand < this.node.inputs.length;
    return isGiven ? read(operand, [this.rowOf(gate)]) : undefined;
  }

  /** An element of the hidden state that the step finds. */
  before(unit: IndexLike): Scalar {
    return this.from('hidden', subtract(1, this.parity), this.n, unit);
  }

  /** An element of a tensor of the workspace, behind the inputs. */
  from(tensor: string, ...index: readonly IndexLike[]): Scalar {
    const operand = this.node.inputs.length + this.workspace.indexOf(tensor);
    return read(operand, index.map(toIndex));
  }

  /** Fills a tensor [N, …] of the workspace; without reductions each element comes from others at its place. */
  fill(
    target: string,
    axis: Variable,
    value: Scalar,
    reductions: readonly Reduction[] = [],
  ): Compute {
    return this.filled(target, [this.n, axis], [], value, reductions);
  }

  /** Fills the hidden state of this step. */
  fillHidden(value: Scalar, reductions: readonly Reduction[] = []): Compute {
    return this.filled('hidden', [this.n, this.u], [this.parity], value, reductions);
  }

  /** The states before the first step. */
  begin(): Compute[] {
    return this.cell.states.map((state) => {
      const which = state === 'hidden' ? [BEFORE_FIRST] : [];
      return this.filled(state, [this.n, this.u], which, this.initial(state));
    });
  }

  /** The hidden state as the output of this step. */
  output(): Compute {
    const value = this.from('hidden', this.parity, this.n, this.u);
    return {
      ...pointwise([this.n, this.u], value),
      output: [toIndex(this.n), this.place, toIndex(this.u)],
    };
  }

  /** The states behind the last step. */
  last(): Compute[] {
    return this.cell.states.map((state, which) => {
      const parity = this.t.max % 2;
      const at = state === 'hidden' ? [parity, this.n, this.u] : [this.n, this.u];
      return { ...pointwise([this.n, this.u], this.from(state, ...at)), target: which + 1 };
    });
  }

  private initial(state: RecurrentCell<A>['states'][number]): Scalar {
    const bias = this.cell.keepsBias === true ? 1 : 0;
    const operand = OTHERS + bias + this.cell.states.indexOf(state);
    const isGiven = operand < this.node.inputs.length;
    return isGiven ? read(operand, indices([this.n, this.u])) : number(0);
  }

  private filled(
    target: string,
    axes: readonly Variable[],
    which: readonly IndexLike[],
    value: Scalar,
    reductions: readonly Reduction[] = [],
  ): Compute {
    const output = [...which, ...axes].map(toIndex);
    return { axes, output, target, reductions, intermediates: [], value };
  }

  /** Which of the two hidden states the step fills; it reads the other. */
  private get parity(): Index {
    return modulo(this.count, 2);
  }

  /** Where in the sequence the step is. */
  private get place(): Index {
    return this.attributes.reverse ? subtract(this.t.max, this.count) : this.count;
  }

  /** A loop of one iteration is none, and what it counts is 0. */
  private get count(): Index {
    return toIndex(this.t.max === 0 ? 0 : this.t);
  }
}
