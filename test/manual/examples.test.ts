import { describe, expect, it } from 'vitest';
import { nodeWord } from '../../compiler/ir/kernel.js';
import { exampleFacts, exampleGraph } from '../../compiler/manual/example.js';
import { entries, entryOf, SECTIONS } from '../../compiler/manual/entries.js';
import { SURFACES } from '../../compiler/frontend/elaborate/surfaces.js';
import { verifyGraph } from '../../compiler/ir/verify.js';

const callable = entries().filter(({ kind }) => kind === 'op' || kind === 'block');

describe('the manual', () => {
  it('has every op once, in a section', () => {
    const names = entries().flatMap(({ kind, name }) => (kind === 'op' ? [name] : []));
    expect([...names].sort()).toEqual([...SURFACES.keys()].sort());
    expect([...new Set(entries().map(({ section }) => section))]).toEqual(SECTIONS);
  });

  it('has every block and word of the prelude', () => {
    const named = (kind: string): string[] =>
      entries().flatMap((entry) => (entry.kind === kind ? [entry.name] : []));
    expect(named('block')).toContain('squeeze_excite');
    expect(named('word')).toEqual([
      'rgb',
      'bgr',
      'rgba',
      'grey',
      'stretch',
      'cover',
      'contain',
      'nearest',
      'bilinear',
      'bicubic',
      'f32',
      'i32',
      'u8',
      'bool',
      'same',
      'same_lower',
      'valid',
      'off',
    ]);
    expect(named('function')).toContain('sqrt');
  });

  it.each(entries())('says what $name is in less than a line of 80 columns', (entry) => {
    expect(entry.text.length).toBeGreaterThan(0);
    expect(entry.brief).toMatch(/^\S.{4,58}$/u);
    for (const { doc } of entry.arguments) expect(doc).not.toBe('');
  });

  it('documents every parameter of a block but its tensor', () => {
    const undocumented = callable.flatMap(({ kind, name, signature, arguments: documented }) => {
      if (kind !== 'block') return [];
      const [, ...parameters] = signature.replace(/^.*\(|\)$/g, '').split(', ');
      const names = parameters.map((parameter) => parameter.split(' = ')[0]);
      expect(
        documented.map((argument) => argument.name),
        name,
      ).toEqual(names);
      return names.filter((each) => !documented.some((argument) => argument.name === each));
    });
    expect(undocumented).toEqual([]);
  });

  it('writes signatures in the notation of the language', () => {
    expect(entryOf('conv')?.signature).toBe(
      'conv(x, channels, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, ' +
        'winograd = 4)',
    );
    expect(entryOf('max_pool')?.signature).toContain('(x, kernel, [stride], padding = 0');
    expect(entryOf('concat')?.signature).toBe('concat(parts…, axis = 1)');
    expect(entryOf('batch_norm')?.signature).toBe('batch_norm(x, epsilon = 1e-5)');
    expect(entryOf('conv_bn')?.signature).toContain('kernel = 3, stride = 1, padding = same');
    expect(entryOf('exp')?.kind).toBe('op');
  });
});

describe('the example of', () => {
  it.each(callable)('$name uses it, runs and can be exported', ({ name, kind, example }) => {
    expect(example.slice(1).join('\n')).toMatch(new RegExp(`\\b${name}\\b`));
    const graph = exampleGraph(example);
    expect(verifyGraph(graph)).toEqual([]);
    const op = SURFACES.get(name)?.op;
    if (kind === 'op') expect(graph.nodes.map(nodeWord)).toContain(op);
    const facts = exampleFacts(example);
    expect(facts.onnx).not.toEqual([]);
    for (const { tensor } of facts.numbers) expect([...tensor.data]).not.toContain(NaN);
  });

  it('softmax shows numbers that are worked out elsewhere', () => {
    const [x, y] = exampleFacts(entryOf('softmax')?.example ?? []).numbers;
    const powers = [...x.tensor.data].map((element) => Math.exp(element));
    const sum = powers.reduce((total, power) => total + power);
    expect([...y.tensor.data]).toEqual(powers.map((power) => Math.fround(power / sum)));
  });

  it('squeeze_excite names its parameters', () => {
    const { inputs, parameters, numbers } = exampleFacts(entryOf('squeeze_excite')?.example ?? []);
    expect(inputs).toEqual([{ name: 'x', shape: [1, 16, 8, 8] }]);
    expect(parameters).toEqual([
      { name: 'y.fc1.weight', shape: [4, 16, 1, 1] },
      { name: 'y.fc1.bias', shape: [4] },
      { name: 'y.fc2.weight', shape: [16, 4, 1, 1] },
      { name: 'y.fc2.bias', shape: [16] },
    ]);
    expect(numbers).toEqual([]);
  });
});
