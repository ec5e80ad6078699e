import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { Mutator, tokensOf } from '../support/mutations.js';
import { projectRoot } from '../support/paths.js';
import { randomNumbers } from '../support/random-tensor.js';

const xor = readFileSync(join(projectRoot, 'examples/xor/xor.net'), 'utf8');
const sources = [
  xor,
  `network picture(classes = 3) {
  input photo: image(6, 5, rgb, scale = 1 / 255, fit = cover)
  x = photo -> conv_bn_relu(4, stride = 2) as stem
  for i in 0..2 {
    x = x -> residual(silu) -> max_pool(2, stride = 1, padding = same)
  }
  scores = x -> global_avg_pool -> flatten -> linear(classes) as head
  output scores labels ["a", "b", "c"]
}
`,
  `block gate(x, width = 4) {
  value, weight = (x -> linear(width) as value, x -> linear(width) as weight)
  return value * sigmoid(weight)
}

network text {
  input letters: tensor(1, 3, 5)
  states = letters -> lstm(4) as lstm
  output last = states -> slice(1, -1) -> flatten -> gate(width = 2) as gate
  output sum = (states, states / 2) -> concat(axis = 2) -> softmax
}
`,
];

/** What is left a network by the change, and a few that are not. */
const programs = sources.flatMap((source, index) => {
  const vocabulary = [...new Set(sources.flatMap(tokensOf))].filter(
    (token) => !/^[\s#]/.test(token),
  );
  const mutator = new Mutator(randomNumbers(`verdict ${index}`), vocabulary);
  const isNetwork = (text: string): boolean =>
    loadNetwork({ path: 'n.net', source: text, loadSource: () => undefined }).graph !== undefined;
  const all = Array.from({ length: 150 }, () => mutator.mutate(source).text);
  const changed = all.filter((text) => text !== source);
  const networks = changed.filter(isNetwork);
  const others = changed.filter((text) => !isNetwork(text));
  return [...new Set([...networks.slice(0, 12), ...others.slice(0, 4)])];
});

describe('a network that was changed in one place', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await temporaryFolder();
  });

  it.each(programs)('has one verdict: %#', async (text) => {
    await writeFile(join(cwd, 'n.net'), text);
    const verdict = async (...command: string[]): Promise<unknown> => {
      const { code, stderr } = await netloom([...command, '--weights', 'random:1'], { cwd });
      expect(stderr).not.toMatch(/^ +at |internal error/m);
      return { code, stderr };
    };
    expect(await verdict('compile', 'n.net', '-o', 'out')).toEqual(await verdict('check', 'n.net'));
  });
});
