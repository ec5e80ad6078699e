import { expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';
import { sourceGraph } from '../support/source-graph.js';
import { cutAtChoices } from './cut-at-choices.js';
import { randomInputs } from './random-inputs.js';

/** It chooses of what it computes, and once more of what follows from that. */
const SOURCE = `
  network chooses {
    input x: tensor(1, 6)
    y = x -> linear(5) as a -> relu
    best, places = y -> top_k(3)
    z = best -> linear(4) as b
    most, at = z -> top_k(2)
    output y
    output places
    output most
    output at
  }`;

it('cuts a network where it chooses, and the parts give what the whole does', () => {
  const { graph } = bindWeights(sourceGraph(SOURCE), randomWeights(1));
  const inputs = randomInputs(graph);
  const { first, between, rest } = cutAtChoices(graph);
  expect(first.outputs.map(({ name }) => name)).toEqual(['y', 'between1']);
  expect(between).toEqual(['between1']);
  if (rest === undefined) throw new Error('it does not choose');
  expect(rest.outputs.map(({ name }) => name)).toEqual(['places', 'most', 'at']);
  const found = interpret(first, inputs);
  const again = cutAtChoices(rest);
  expect(again.first.outputs.map(({ name }) => name)).toEqual(['places', 'between2']);
  expect({ y: found.y, ...interpret(rest, { ...inputs, between1: found.between1 }) }).toEqual(
    interpret(graph, inputs),
  );
});

it('leaves a network alone that chooses of nothing but its inputs', () => {
  const graph = sourceGraph(`
    network sorts {
      input x: tensor(1, 6)
      best, places = x -> top_k(3)
      output y = best + 1
      output places
    }`);
  expect(cutAtChoices(graph)).toEqual({ first: graph, between: [] });
});
