import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../compiler/diagnostics/render.js';
import { fillPattern, matchPattern } from '../../compiler/weights/name-pattern.js';
import {
  bindWeights,
  bytesSource,
  openSafetensors,
  parametersOf,
} from '../../compiler/weights/index.js';
import { load } from '../frontend/load.js';
import { projectRoot } from '../support/paths.js';
import type { RawTensor } from '../support/safetensors.js';
import { rawSafetensors } from '../support/safetensors.js';

/** A convolution and a linear layer, whose weights are read as `options` says. */
function source(options = '', file = 'w.safetensors'): string {
  return `network net {
  weights "${file}"${options === '' ? '' : ` (${options})`}
  input x: tensor(1, 2, 4, 4)
  output y = x -> conv(3, kernel = 3) as conv -> flatten -> linear(5) as fc
}
`;
}

const FITTING = {
  'conv.weight': [3, 2, 3, 3],
  'conv.bias': [3],
  'fc.weight': [5, 12],
  'fc.bias': [5],
};

/** What `bindWeights` says of a file, and the first element that each parameter reads. */
function bound(
  program: string,
  tensors: Readonly<Record<string, RawTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): { readonly codes: string[]; readonly text: string; readonly first: Record<string, number> } {
  const { graph, weights, sources, diagnostics } = load(program);
  if (graph === undefined) throw new Error(diagnostics.map(({ title }) => title).join());
  const file = openSafetensors(bytesSource('w.safetensors', rawSafetensors(tensors, metadata)));
  const result = bindWeights(graph, file, weights);
  const failed = result.diagnostics.some(({ severity }) => severity === 'error');
  return {
    codes: result.diagnostics.map(({ severity, code }) => `${severity} ${code}`),
    text: result.diagnostics.map((each) => `${renderDiagnostic(each, sources)}\n`).join('\n'),
    first: failed
      ? {}
      : Object.fromEntries(
          parametersOf(result.graph).map(({ name, data }) => [name, data.read()[0]]),
        ),
  };
}

function renamed(
  tensors: Readonly<Record<string, RawTensor>>,
  change: (name: string) => string,
): Record<string, RawTensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, entry]) => [change(name), entry]));
}

const ALL = { 'conv.weight': 1, 'conv.bias': 2, 'fc.weight': 3, 'fc.bias': 4 };

describe('a weights file', () => {
  it('may have a prefix before the names of the network', () => {
    for (const prefix of ['module.', '_orig_mod.', 'backbone/']) {
      const file = renamed(FITTING, (name) => prefix + name);
      expect(bound(source(`prefix = "${prefix}"`), file)).toMatchObject({ codes: [], first: ALL });
    }
  });

  it('is read behind its prefix only', () => {
    const ema = renamed(FITTING, (name) => `ema.${name}`);
    const file = { 'conv.weight': [9], other: [3], ...ema };
    const first = { 'conv.weight': 3, 'conv.bias': 4, 'fc.weight': 5, 'fc.bias': 6 };
    expect(bound(source('prefix = "ema."'), file)).toMatchObject({ codes: [], first });
  });

  it('may call tensors otherwise, by rules that follow one another', () => {
    const file = renamed(FITTING, (name) =>
      name.replace('conv', 'm.block_1_conv').replace('fc', 'm.classifier').replace('bias', 'beta'),
    );
    const options = `
    prefix = "m.",
    rename = [["block_*_conv.*", "layer*.*"], ["layer1.*", "conv.*"], ["classifier.*", "fc.*"], ["*.beta", "*.bias"]]
  `;
    expect(bound(source(options), file)).toMatchObject({ codes: [], first: ALL });
  });

  it('may hold what no network needs: types that no parameter has, and nothing at all', () => {
    const file = {
      ...FITTING,
      mark: [0],
      position_ids: { dtype: 'I64', shape: [1, 2], bytes: 16 },
      freqs_cis: { dtype: 'C64', shape: [2], bytes: 16 },
      packed: { dtype: 'F4', shape: [4], bytes: 2 },
      'packed.scale': { dtype: 'F8_E8M0', shape: [1], bytes: 1 },
      later: { dtype: 'F3_X', shape: [7], bytes: 3 },
      'bn.num_batches_tracked': [],
    };
    expect(bound(source(), file)).toMatchObject({ codes: [], first: ALL });
  });

  it('may hold more where the source allows it', () => {
    const file = { ...FITTING, 'aux.fc.weight': [2], 'ema.fc.bias': [2] };
    const unused = ['error weights/unused'];
    const allowed = (text: string): string[] => bound(source(`allow_unused = ${text}`), file).codes;
    expect(allowed('false')).toEqual(unused);
    expect(allowed('[]')).toEqual(unused);
    expect(allowed('"aux.*"')).toEqual(unused);
    expect(allowed('["aux.*", "ema.*"]')).toEqual([]);
    expect(allowed('["*.fc.*"]')).toEqual([]);
    expect(allowed('true')).toEqual([]);
  });

  it('may hold tensors once that are shared', () => {
    const { 'conv.bias': _, ...rest } = FITTING;
    const tied = bound(source(), { ...rest, shared: [3] }, { 'conv.bias': 'shared' });
    const first = { 'conv.weight': 1, 'conv.bias': 4, 'fc.weight': 2, 'fc.bias': 3 };
    expect(tied).toMatchObject({ codes: [], first });
  });

  it('of another file is read as the source says', () => {
    const imported = `import { rules } from "./rules.net"
network net {
  weights "w.safetensors" (rename = rules)
  input x: tensor(1, 4)
  output y = x -> linear(2) as fc
}
`;
    const { weights } = load(imported, {}, { 'rules.net': 'rules = [["head.*", "fc.*"]]\n' });
    expect(weights?.rename).toMatchObject([{ from: 'head.*', to: 'fc.*' }]);
  });
});

const { 'fc.bias': fcBias, 'conv.bias': _, ...partly } = FITTING;

/** Each with the full text that a user sees, in `messages`. */
const MESSAGES: Record<string, Parameters<typeof bound>> = {
  'a prefix': [source(), renamed(FITTING, (name) => `module.${name}`)],
  'a level more in the network': [
    source().replace('as fc', 'as "net.fc"').replace('as conv', 'as "net.conv"'),
    FITTING,
  ],
  'another beginning': [
    source().replace('as fc', 'as "net.fc"').replace('as conv', 'as "net.conv"'),
    renamed(FITTING, (name) => `encoder.model.${name}`),
  ],
  'one missing': [source(), { ...partly, 'fc.bias': fcBias, 'conv.bais': [3] }],
  'two missing': [source(), { ...partly, 'conv.b': [3], other: [7] }],
  'all missing': [source(), { a: [7], b: [8] }],
  'no match for the prefix': [
    source('prefix = "modul."'),
    renamed(FITTING, (name) => `module.${name}`),
  ],
  'no match for a rule': [source('rename = [["head.*", "fc.*"]]'), FITTING],
  'two of one name': [source('rename = [["ema.*", "*"]]'), { ...FITTING, 'ema.fc.bias': [5] }],
  'other shapes': [source(), { ...FITTING, 'conv.weight': [3, 3, 2, 3], 'fc.bias': [6] }],
  'a part that is not used': [source(), { ...FITTING, 'aux.fc.weight': [2], 'aux.fc.bias': [2] }],
  'very many that are not used': [
    source(),
    { ...FITTING, ...Object.fromEntries(Array.from({ length: 50 }, (__, at) => [`t${at}`, [1]])) },
  ],
  'a type that no parameter has': [
    source(),
    { ...FITTING, 'fc.bias': { dtype: 'F8_E4M3', shape: [5], bytes: 5 } },
  ],
  'types that no parameter has': [
    source(),
    {
      ...FITTING,
      'fc.bias': { dtype: 'F8_E4M3', shape: [5], bytes: 5 },
      'conv.bias': { dtype: 'C64', shape: [3], bytes: 24 },
    },
  ],
  'a name that would upset a terminal': [source(), { ...FITTING, '\x1b[2J\u202e': [1] }],
};

describe('weights that do not fit say so', () => {
  it.each(Object.entries(MESSAGES))('with %s', async (name, args) => {
    const { text } = bound(...args);
    const file = join(projectRoot, 'test/weights/messages', `${name.replaceAll(' ', '-')}.txt`);
    await expect(text).toMatchFileSnapshot(file);
  });
});

describe('a pattern', () => {
  it('takes as little as possible from left to right', () => {
    expect(matchPattern('*_*', 'a_b_c')).toEqual(['a', 'b_c']);
    expect(matchPattern('block_*_expand.*', 'block_1_expand.bn.weight')).toEqual([
      '1',
      'bn.weight',
    ]);
    expect(matchPattern('*.weight', 'a.weight.weight')).toEqual(['a.weight']);
    expect(matchPattern('a*a', 'a')).toBeUndefined();
    expect(matchPattern('**', 'ab')).toEqual(['', 'ab']);
    expect(matchPattern('', '')).toEqual([]);
  });

  it('agrees with a regular expression, and gives back what it has taken', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    fc.assert(
      fc.property(text, name, (pattern, given) => {
        const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
        const expected = new RegExp(`^${parts.join('(.*?)')}$`).exec(given)?.slice(1);
        const captures = matchPattern(pattern, given);
        expect(captures).toEqual(expected);
        if (captures !== undefined) expect(fillPattern(pattern, captures)).toBe(given);
      }),
      { numRuns: 2000 },
    );
  });

  it('of many stars is done with a long name in no time', () => {
    expect(matchPattern('*a'.repeat(50), `${'a'.repeat(100_000)}b`)).toBeUndefined();
  });
});
