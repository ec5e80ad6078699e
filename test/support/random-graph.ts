import fc from 'fast-check';
import type { Graph } from '../../compiler/ir/graph.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { printGraph } from '../../compiler/ir/print.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { Choices, Sketch } from './random-graph/sketch.js';
import type { Step } from './random-graph/step.js';
import { STEPS } from './steps.generated.js';

/** How a random graph may use each op. `relayout` is for the layout pass alone. */
const STEP_OF: Readonly<Record<Exclude<OpName, 'relayout'>, Step>> = STEPS;

/** A valid graph over any of the ops, with a tensor for each of its inputs. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

/** One attempt to add an op; what the numbers mean is up to the op. */
interface StepPlan {
  readonly op: keyof typeof STEP_OF;
  readonly numbers: readonly number[];
  readonly name: string | undefined;
}

const OPS = Object.keys(STEP_OF) as (keyof typeof STEP_OF)[];

const extent = fc.integer({ min: 1, max: 6 });
const picture = fc.tuple(fc.integer({ min: 1, max: 2 }), extent, extent, extent);
const shape = fc.oneof(
  { weight: 8, arbitrary: picture },
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 2 }), extent, extent) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 2 }), extent, extent, extent, extent),
  },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }) },
);

/** Names that repeat, collide with what the printer makes of repeats, or need quotes. */
const name = fc.option(fc.constantFrom('a', 'a_2', 'block.conv', 'two words', 'é"\\'), {
  nil: undefined,
});

const step: fc.Arbitrary<StepPlan> = fc.record({
  op: fc.constantFrom(...OPS),
  numbers: fc.array(fc.nat({ max: 99 }), { minLength: 24, maxLength: 24 }),
  name,
});

/**
 * Random graphs: states that are kept where they are asked for, branches, residual sums, concatenations, several inputs and outputs, odd sizes. They
 * shrink to fewer steps and smaller numbers, since a step that no longer fits is simply left out.
 */
export function randomGraph(
  options: { readonly maxSteps?: number; readonly maxStates?: number } = {},
): fc.Arbitrary<RandomGraph> {
  const plan = fc.record({
    inputs: fc.array(shape, { minLength: 1, maxLength: 3 }),
    states: fc.array(shape, { maxLength: options.maxStates ?? 0 }),
    steps: fc.array(step, { minLength: 1, maxLength: options.maxSteps ?? 12 }),
    extraOutputs: fc.array(fc.nat({ max: 99 }), { maxLength: 2 }),
  });
  return plan.map(({ inputs, states, steps, extraOutputs }) => {
    const sketch = new Sketch('random');
    inputs.forEach((extents, index) => {
      sketch.input(`x${index}`, extents);
    });
    states.forEach((extents, index) => {
      sketch.state(`h${index}`, extents);
    });
    for (const { op, numbers, name } of steps) STEP_OF[op](sketch, new Choices(numbers), name);
    const graph = sketch.finish(extraOutputs);
    return { graph, inputs: sketch.inputs, [fc.toStringMethod]: () => printGraph(graph) };
  });
}
