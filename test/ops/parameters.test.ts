import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { renderDiagnostic } from '../../compiler/diagnostics/render.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import {
  bindWeights,
  bytesSource,
  openSafetensors,
  parametersOf,
  randomWeights,
} from '../../compiler/weights/index.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { runProgram } from '../support/run-program.js';
import { numbersFile } from '../support/safetensors.js';
import { testGpu } from '../support/webgpu.js';

/** A word's letters are in a table of integers; what is no letter does not count. */
const SPELLER = `
network speller {
  input words: tensor(2, i32)
  letters = parameter([5, 6], i32)
  is_letter = parameter([5, 6], bool) as mask
  codes = parameter([6], u8) as codes
  scale = parameter([])
  seen = letters -> gather(words) -> embedding(9, 8) as table
  kept = is_letter -> gather(words) -> cast(f32)
  output y = seen * scale + (kept -> unsqueeze)
  output z = codes -> cast(i32)
}

block unsqueeze(x) {
  return x -> reshape(x.shape + [1])
}
`;

const loaded = loadNetwork({ path: 'speller.net', source: SPELLER, loadSource: () => undefined });

function written(): Graph {
  if (loaded.graph === undefined) throw new Error(loaded.diagnostics[0].title);
  return loaded.graph;
}

/** What a file of these tensors makes of the network, with what is shown of mistakes. */
function read(tensors: Parameters<typeof numbersFile>[0]): { graph: Graph; shown: string } {
  const file = openSafetensors(bytesSource('w.safetensors', numbersFile(tensors)));
  const { graph, diagnostics } = bindWeights(written(), file);
  const shown = diagnostics.map((each) => renderDiagnostic(each, loaded.sources));
  return { graph, shown: shown.join('\n') };
}

const letters = [...Array(30).keys()].map((at) => at % 9);
const mask = letters.map((letter) => Number(letter > 2));
const table = [...Array(72).keys()].map((at) => at / 16 - 2);
const fitting = {
  letters: { dtype: 'I64', shape: [5, 6], numbers: letters },
  mask: { dtype: 'BOOL', shape: [5, 6], numbers: mask },
  codes: { dtype: 'I16', shape: [6], numbers: [0, 255, 7, 128, 1, 200] },
  scale: { dtype: 'F16', shape: [], numbers: [0.5] },
  'table.weight': { dtype: 'F32', shape: [9, 8], numbers: table },
} as const;

describe('parameters that a network declares', async () => {
  const { gpu } = await testGpu();
  const inputs = { words: { shape: [2], data: Int32Array.of(3, 1) } };

  it('are called as layers in their place would be, and have the types declared', () => {
    const wanted = parametersOf(written()).map(
      ({ name, element, shape, entries }) => `${name} ${element}[${shape.join()}] ${entries ?? ''}`,
    );
    expect(wanted.map((text) => text.trimEnd())).toEqual([
      'letters i32[5,6]',
      'mask bool[5,6]',
      'codes u8[6]',
      'scale f32[]',
      'table.weight f32[9,8]',
    ]);
  });

  it('stay what they are in the text of the graph', () => {
    const graph = written();
    const text = printGraph(graph);
    const known = new Map(parametersOf(graph).map(({ name, data }) => [name, data]));
    const parsed = parseGraph(text, (label) => known.get(label));
    if (!parsed.ok) throw new Error(parsed.diagnostics[0].title);
    expect(printGraph(parsed.graph)).toBe(text);
    expect(text).toContain('%letters = constant @"letters" : i32[5,6]');
  });

  it('come from tensors of whole numbers of any size', () => {
    const { graph, shown } = read(fitting);
    expect(shown).toBe('');
    const { y, z } = interpret(graph, inputs);
    const letter = letters[3 * 6 + 2];
    const at = 2 * 8 + 5;
    expect(y.data[at]).toBe(table[letter * 8 + 5] * 0.5 + mask[3 * 6 + 2]);
    expect([...z.data]).toEqual([0, 255, 7, 128, 1, 200]);
  });

  it('are the same to ONNX Runtime', async () => {
    const { graph } = read(fitting);
    const actual = await runOnnx(exportOnnx(graph), inputs);
    const expected = interpret(graph, inputs);
    for (const name of ['y', 'z']) expectClose(actual[name], expected[name], name);
  });

  for (const target of ['wasm', 'webgpu'] as const) {
    it.skipIf(target === 'webgpu' && gpu === undefined)(`are the same in ${target}`, async () => {
      const { graph } = read(fitting);
      for (const weightsAs of ['f32', 'f16', 'int8'] as const) {
        const program = await compileNetwork(graph, { targets: [target], weightsAs });
        const actual = await runProgram(program, target, { words: inputs.words.data });
        const expected = interpret(graph, inputs);
        expect(actual.z, weightsAs).toEqual(expected.z.data);
        if (weightsAs !== 'f32') continue;
        for (const name of ['y', 'z']) {
          expectClose({ ...expected[name], data: actual[name] }, expected[name], name);
        }
      }
    });
  }

  it('are made up within the range of what they index', () => {
    const { graph } = bindWeights(written(), randomWeights(1));
    const made = new Map(parametersOf(graph).map(({ name, data }) => [name, [...data.read()]]));
    expect(new Set(made.get('mask'))).toEqual(new Set([0, 1]));
    expect(made.get('codes')?.every((code) => Number.isInteger(code) && code < 256)).toBe(true);
    expect(made.get('letters')?.every((letter) => Number.isInteger(letter))).toBe(true);
  });
});

describe('tensors that are none of the types declared', () => {
  const thrown = (tensors: Parameters<typeof numbersFile>[0]): string => {
    try {
      interpret(read(tensors).graph, { words: { shape: [2], data: Int32Array.of(3, 1) } });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return error.diagnostics.map((each) => renderDiagnostic(each, loaded.sources)).join('\n');
    }
    return 'no error';
  };

  it.each(
    Object.entries({
      'a number beyond 32 bits': {
        ...fitting,
        letters: { ...fitting.letters, numbers: letters.with(13, 3e9) },
      },
      'several numbers that are no bytes': {
        ...fitting,
        codes: { ...fitting.codes, numbers: [0, -1, 256, 3, 4, 5] },
      },
      'a number that is no bool': {
        ...fitting,
        mask: { ...fitting.mask, dtype: 'U8', numbers: mask.with(7, 2) },
      },
    }),
  )('%s', async (name, tensors) => {
    await expect(`${thrown(tensors)}\n`).toMatchFileSnapshot(
      `../weights/messages/${name.replaceAll(' ', '-')}.txt`,
    );
  });

  it.each(
    Object.entries({
      'floats for an integer': { ...fitting, letters: { ...fitting.letters, dtype: 'F32' } },
      'an integer for floats': { ...fitting, scale: { dtype: 'I32', shape: [], numbers: [2] } },
    }),
  )('%s', async (name, tensors) => {
    await expect(`${read(tensors).shown}\n`).toMatchFileSnapshot(
      `../weights/messages/${name.replaceAll(' ', '-')}.txt`,
    );
  });
});
