import { describe, expect, it } from 'vitest';
import { SURFACES } from '../../compiler/frontend/elaborate/surfaces.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { nodeWord, rootOf } from '../../compiler/ir/kernel.js';
import { exampleGraph } from '../../compiler/manual/example.js';
import { accessOf, DRAWN, windowPictures } from '../../compiler/manual/window-picture.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { zeros } from '../../compiler/ir/tensor.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { elementCount } from '../../compiler/ir/types.js';
import type { Parameter } from '../../compiler/weights/index.js';
import { bindWeights } from '../../compiler/weights/index.js';

const drawn = Object.values(DRAWN).flat();

/** Every weight is 1, so that no tap of a window is lost. */
function withOnes(graph: Graph): Graph {
  const read = ({ name, shape }: Parameter): Float32Array =>
    new Float32Array(elementCount(shape)).fill(name.endsWith('bias') ? 0 : 1);
  return bindWeights(graph, { name: 'ones', read }).graph;
}

/** `output input` for every pair where a 1 among zeros changes what the interpreter computes. */
function probed(graph: Graph): Set<string> {
  const [{ value }] = graph.inputs;
  const [, , , width] = value.type.shape;
  const pairs = new Set<string>();
  for (let at = 0; at < width; at++) {
    const x = zeros(value.type);
    for (let row = 0; row < value.type.shape[2]; row++) x.data[row * width + at] = 1;
    const { y } = interpret(graph, { x });
    const across = y.shape[3];
    y.data.forEach((element, index) => {
      if (element !== 0) pairs.add(`${index % across} ${at}`);
    });
  }
  return pairs;
}

describe('the picture of a window', () => {
  it.each(drawn)('of %s shows what the interpreter reads', (call, width) => {
    const graph = exampleGraph([
      `input x: tensor(1, 1, ${width}, ${width})`,
      `output y = x -> ${call}`,
    ]);
    const { pairs, inputs, outputs } = accessOf(graph);
    const inside = pairs.filter(
      ({ input, output }) => input >= 0 && input < inputs && output >= 0 && output < outputs,
    );
    const read = new Set(inside.map(({ input, output }) => `${output} ${input}`));
    expect(read).toEqual(probed(withOnes(graph)));
  });

  it('marks what lies in the padding', () => {
    expect(windowPictures('conv')[0].lines).toEqual([
      '    x  ·  0  1  2  3  4  5  6  ·',
      ' y[0]  □  ■  ■',
      ' y[1]        ■  ■  ■',
      ' y[2]              ■  ■  ■',
      ' y[3]                    ■  ■  □',
    ]);
  });

  it('is there for every op over pictures whose windows may overlap', () => {
    const sideBySide = ['pixel_unshuffle'];
    const windowed = [...SURFACES.values()].flatMap(({ name, surface, op }) => {
      const graph = exampleGraph(surface.example);
      const node = graph.nodes.find((each) => nodeWord(each) === op);
      const inputs = node?.inputs.map(({ type }) => type) ?? [];
      const window = opDefinition(op).window?.(
        inputs,
        node === undefined ? {} : rootOf(node).attributes,
      );
      if (window === undefined || window === 'global' || window.kernel.length !== 2) return [];
      return window.kernel[1] === 1 ? [] : [name];
    });
    expect(windowed.filter((name) => !sideBySide.includes(name)).sort()).toEqual(
      Object.keys(DRAWN).sort(),
    );
  });
});
