import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { bytesSource, openSafetensors, writeSafetensors } from '../../compiler/weights/index.js';
import { sharedRoot } from '../support/paths.js';

/** A file with the given header text (or object) and `dataBytes` bytes of elements 0, 1, 2, …. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  for (let index = 0; index < dataBytes; index++) bytes[8 + json.length + index] = index;
  return bytes;
}

function diagnostics(bytes: Uint8Array): readonly Diagnostic[] {
  try {
    openSafetensors(bytesSource('w.safetensors', bytes));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

function problems(bytes: Uint8Array): string[] {
  return diagnostics(bytes).map(({ code, title }) => `${code}: ${title}`);
}

/** The beginning of a zip archive whose first entry has that name. */
function zip(name: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name)]);
}

describe('a safetensors file', () => {
  it('gives the tensors that PyTorch saved', () => {
    const bytes = readFileSync(`${sharedRoot}models/lenet5-mnist/weights.safetensors`);
    const weights = openSafetensors(bytesSource('weights.safetensors', bytes));
    const shapes = [...weights.tensors].map(([name, { shape }]) => `${name} ${shape.join()}`);
    // From the table in the model's README.
    expect(shapes).toEqual([
      'c1.weight 6,1,5,5',
      'c1.bias 6',
      'c3.weight 16,6,5,5',
      'c3.bias 16',
      'c5.weight 120,16,5,5',
      'c5.bias 120',
      'f6.weight 84,120',
      'f6.bias 84',
      'output.weight 10,84',
      'output.bias 10',
    ]);
    expect(weights.metadata.get('source')).toMatch(/^trained on the MNIST training set/);

    // The expected logits are in a file of their own and, independently, in JSON.
    const expected = openSafetensors(
      bytesSource(
        'expected.safetensors',
        readFileSync(`${sharedRoot}models/lenet5-mnist/expected.safetensors`),
      ),
    );
    const digits = JSON.parse(
      readFileSync(`${sharedRoot}models/lenet5-mnist/expected-digits.json`, 'utf8'),
    ) as { rows: { logits: number[] }[] };
    const logits = expected.read({ name: 'logits' });
    expect([...logits]).toEqual(digits.rows.flatMap((row) => row.logits));
  });

  it('may be hundreds of megabytes long', () => {
    const rows = 2 ** 26;
    const header = file(
      {
        first: { dtype: 'F32', shape: [rows], data_offsets: [0, 4 * rows] },
        second: { dtype: 'F32', shape: [rows], data_offsets: [4 * rows, 8 * rows] },
      },
      0,
    );
    const { tensors } = openSafetensors({
      name: 'large.safetensors',
      byteLength: header.length + 8 * rows,
      read: (offset, length) => header.subarray(offset, offset + length),
    });
    expect([...tensors.keys()]).toEqual(['first', 'second']);
  });

  it('decodes every finite half, and infinities and NaN', () => {
    const data = new Uint16Array(65536).map((_, index) => index);
    const bytes = file({ h: { dtype: 'F16', shape: [65536], data_offsets: [0, 131072] } }, 131072);
    bytes.set(new Uint8Array(data.buffer), bytes.length - 131072);
    const values = openSafetensors(bytesSource('h', bytes)).read({ name: 'h' });
    // Known encodings: https://en.wikipedia.org/wiki/Half-precision_floating-point_format
    const known: [number, number][] = [
      [0x0000, 0],
      [0x8000, -0],
      [0x0001, 2 ** -24],
      [0x03ff, 0.000060975551605224609375],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0x3c01, 1.0009765625],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
      [0x7e00, NaN],
    ];
    for (const [bits, value] of known) expect(values[bits]).toBe(value);
    // Encodings of positive finite halves are ordered like their values.
    for (let bits = 1; bits <= 0x7bff; bits++)
      expect(values[bits]).toBeGreaterThan(values[bits - 1]);
  });

  it('decodes BF16 and F64 from unaligned places', () => {
    const bytes = file(
      {
        pad: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
        b: { dtype: 'BF16', shape: [3], data_offsets: [1, 7] },
        d: { dtype: 'F64', shape: [2], data_offsets: [7, 23] },
      },
      23,
    );
    const view = new DataView(bytes.buffer, bytes.length - 23);
    [0x3f80, 0xc049, 0x7f80].forEach((bits, index) => {
      view.setUint16(1 + 2 * index, bits, true);
    });
    [0.1, -1e-300].forEach((value, index) => {
      view.setFloat64(7 + 8 * index, value, true);
    });
    const weights = openSafetensors(bytesSource('w', bytes));
    expect([...weights.read({ name: 'b' })]).toEqual([1, -3.140625, Infinity]);
    expect([...weights.read({ name: 'd' })]).toEqual([Math.fround(0.1), -0]);
    expect(() => weights.read({ name: 'pad' })).toThrow('weights/dtype: w: "pad" is U8[1]');
    expect(() => weights.read({ name: 'q' })).toThrow('weights/missing: w has no tensor named "q"');
  });

  it('may hold types that are not known here, and tensors that share memory', () => {
    const bytes = file(
      {
        __metadata__: { 'tied.weight': 'kept.weight', format: 'pt', lost: 'nowhere' },
        'kept.weight': { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
        complex: { dtype: 'C64', shape: [1], data_offsets: [4, 12] },
        scales: { dtype: 'F8_E8M0', shape: [3], data_offsets: [12, 15] },
        halves: { dtype: 'F4', shape: [2], data_offsets: [15, 16] },
        later: { dtype: 'F3_X', shape: [5], data_offsets: [16, 18] },
        mark: { dtype: 'F32', shape: [0], data_offsets: [6, 6] },
      },
      18,
    );
    const weights = openSafetensors(bytesSource('w', bytes));
    expect(weights.aliases).toEqual(new Map([['tied.weight', 'kept.weight']]));
    expect(weights.tensors.get('later')).toMatchObject({ dtype: 'F3_X', shape: [5] });
    expect(() => weights.read({ name: 'later' })).toThrow('weights/dtype: w: "later" is F3_X[5]');
    expect(problems(file('{"__metadata__":null}', 0))).toEqual([]);
  });

  it('may hold empty tensors and scalars', () => {
    const bytes = file(
      {
        none: { dtype: 'F32', shape: [0, 3], data_offsets: [0, 0] },
        one: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
      },
      4,
    );
    const weights = openSafetensors(bytesSource('w', bytes));
    expect(weights.read({ name: 'none' })).toHaveLength(0);
    expect(weights.read({ name: 'one' })).toHaveLength(1);
  });
});

describe('a damaged safetensors file', () => {
  const f32 = (begin: number, end: number, ...shape: number[]): object => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });

  const cases: { title: string; bytes: Uint8Array; expected: (string | RegExp)[] }[] = [
    {
      title: 'is empty',
      bytes: new Uint8Array(0),
      expected: [/empty: w\.safetensors: the file is empty/],
    },
    {
      title: 'claims a huge header',
      bytes: new Uint8Array(64).fill(0xff),
      expected: [/header-length: .*claims 18446744073709552000 bytes/],
    },
    {
      title: 'ends within its header',
      bytes: file({ a: f32(0, 4, 1) }, 4).subarray(0, 20),
      expected: [/truncated: .*claims \d+ bytes, but only 12 follow/],
    },
    {
      title: 'ends within its data',
      bytes: file({ a: f32(0, 16, 4) }, 9),
      expected: [/truncated: .*need 16 bytes of data, but the file has 9: 7 are missing/],
    },
    {
      title: 'goes on after its data',
      bytes: file({ a: f32(0, 16, 4) }, 20),
      expected: [/trailing: .*need 16 bytes of data, but the file has 20/],
    },
    {
      title: 'is not JSON',
      bytes: file('{"a": ', 0),
      expected: [/json: w\.safetensors: the header is not valid JSON: /],
    },
    {
      title: 'is no JSON object',
      bytes: file('[1, 2]', 0),
      expected: [/json: .*must be a JSON object, but is \[1,2\]/],
    },
    {
      title: 'is not UTF-8',
      bytes: (() => {
        const bytes = file('{"é": 1}', 0);
        bytes[10] = 0xff;
        return bytes;
      })(),
      expected: [/encoding: .*not valid UTF-8/],
    },
    {
      title: 'has a hole',
      bytes: file({ a: f32(0, 4, 1), b: f32(8, 12, 1) }, 12),
      expected: [/gap: .*"b" begins at byte 8 of the data, but "a" ends at 4/],
    },
    {
      title: 'has overlapping tensors',
      bytes: file({ a: f32(0, 8, 2), b: f32(4, 12, 2) }, 12),
      expected: [/overlap: .*"b" begins at byte 4 of the data, but "a" ends at 8/],
    },
    {
      title: 'names a tensor twice',
      bytes: file(`{"a":${JSON.stringify(f32(0, 4, 1))},"a":${JSON.stringify(f32(0, 4, 1))}}`, 4),
      expected: [/duplicate: .*"a" stands in the header twice/],
    },
    {
      title: 'names a tensor twice, once with an escape',
      bytes: file(
        `{"a":${JSON.stringify(f32(0, 4, 1))},"\\u0061":${JSON.stringify(f32(0, 4, 1))}}`,
        4,
      ),
      expected: [/duplicate: /],
    },
    {
      title: 'has a field twice',
      bytes: file('{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', 4),
      expected: [/duplicate: .*"dtype" stands in the entry of "a" twice/],
    },
    {
      title: 'has four bits of a byte left over',
      bytes: file({ a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } }, 2),
      expected: [/size: .*"a" of F4\[3\] needs 1\.5 bytes, but its data_offsets \[0, 2\] span 2/],
    },
    {
      title: 'has a tensor of an unknown type behind its end',
      bytes: file({ a: { dtype: 'F3_X', shape: [3], data_offsets: [0, 9] } }, 8),
      expected: [/truncated: .*need 9 bytes of data, but the file has 8/],
    },
    {
      title: 'has a tensor without elements behind its end',
      bytes: file({ a: f32(8, 8, 0), b: f32(0, 4, 1) }, 4),
      expected: [/gap: .*"a" begins at byte 8 of the data, but "b" ends at 4/, /truncated: /],
    },
    {
      title: 'has several faults',
      bytes: file(
        {
          __metadata__: { format: 1, version: 2, by: null },
          a: { dtype: 31, shape: [1], data_offsets: [0, 4] },
          b: { dtype: 'F32', shape: [-1], data_offsets: [4, 8] },
          c: { dtype: 'F32', shape: [1.5], data_offsets: [8, 4] },
          d: { dtype: 'F32', shape: [3], data_offsets: [0, 4] },
          e: null,
          f: {},
          g: { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] },
        },
        4,
      ),
      expected: [
        /metadata: .*__metadata__\.format must be a string, but is 1, and 2 more like it/,
        /dtype: .*"a" has dtype 31, which is no name of a type/,
        /shape: .*"b" has shape \[-1\]/,
        /shape: .*"c" has shape \[1\.5\]/,
        /shape: .*"g" has shape \[1099511627776,1099511627776\]/,
        /offsets: .*"c" has data_offsets \[8,4\], not \[begin, end\]/,
        /size: .*"d" of F32\[3\] needs 12 bytes, but its data_offsets \[0, 4\] span 4/,
        /entry: .*"e" must be an object, but is null/,
        /entry: .*"f" has no dtype, no shape and no data_offsets, but is \{\}/,
      ],
    },
  ];

  const recognised: [string, string | Buffer, RegExp][] = [
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      /git lfs pull/,
    ],
    ['a PyTorch checkpoint', zip('archive/data.pkl'), /torch\.load/],
    [
      'a PyTorch checkpoint',
      Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j', 'latin1'),
      /torch\.load/,
    ],
    ['an archive of NumPy arrays', zip('arr_0.npy'), /numpy\.load/],
    ['a NumPy array', Buffer.from("\x93NUMPY\x01\x00v\x00{'descr'", 'latin1'), /numpy\.load/],
    ['a Keras model', zip('metadata.json'), /model in Keras/],
    ['a zip archive', zip('readme.txt'), /unpack/],
    [
      'an HDF5 file, probably weights of Keras',
      Buffer.from('\x89HDF\r\n\x1a\n\0', 'latin1'),
      /model in Keras/,
    ],
    ['a GGUF file', 'GGUF\x03\0\0\0', /made from/],
    ['a TensorFlow Lite model', '\x1c\0\0\0TFL3', /made from/],
    ['an ONNX model', '\x08\x08\x12\x07pytorch', /initializer/],
    ['a web page', '<!DOCTYPE html><html>', /login/],
    ['a JSON text', '{"metadata":{"total_size":1}}', /several files/],
    ['a compressed file', Buffer.from('\x1f\x8b\x08\0\0\0\0\0\0', 'latin1'), /unpack/],
  ];

  it.each(recognised)('is named when it is %s', (what, contents, hint) => {
    const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
    const found = diagnostics(bytes);
    expect(found).toMatchObject([
      {
        code: 'safetensors/format',
        title: `w.safetensors: this is ${what}, not a safetensors file`,
        hint: expect.stringMatching(hint) as string,
      },
    ]);
  });

  it('of nothing but entries has a few errors of each kind', () => {
    const entries = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [`t${index}`, f32(0, 3, index)]),
    );
    const found = diagnostics(file(entries, 0));
    expect(found).toHaveLength(4);
    expect(found[3].notes).toEqual(['and 86 more of this kind']);
  });

  it('with brackets or strings without end is refused in no time', () => {
    const deep = `{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`;
    expect(problems(file(deep, 0))).toEqual([
      'safetensors/json: w.safetensors: the header nests more than 128 levels deep',
    ]);
    for (const piece of ['\\n', 'ab', '\\n\\\\']) {
      expect(problems(file(`{"${piece.repeat(2e6)}":1}`, 0))).toMatchObject([/entry: /]);
      expect(problems(file(`{"${piece.repeat(2e6)}`, 0))).toMatchObject([/json: /]);
    }
  });

  it.each(cases)('is refused when it $title', ({ bytes, expected }) => {
    const found = problems(bytes);
    expect(found).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      expect(found[index]).toMatch(pattern);
    });
  });

  it('never makes the reader fail in any other way', () => {
    const valid = file({ a: f32(0, 8, 2), 'b"{': f32(8, 32, 2, 3), c: f32(32, 36) }, 36);
    const mutation = fc.record({
      at: fc.nat(valid.length - 1),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('[]{}",:-0129eE\\'))),
      cut: fc.option(fc.nat(valid.length), { freq: 4 }),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let bytes = valid.slice();
        for (const { at, byte, cut } of mutations) {
          if (at < bytes.length) bytes[at] = byte;
          if (cut !== null) bytes = bytes.slice(0, cut);
        }
        let weights;
        try {
          weights = openSafetensors(bytesSource('w', bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(DiagnosticError);
          return;
        }
        for (const [name, { dtype, shape }] of weights.tensors) {
          if (!['F32', 'F16', 'BF16', 'F64'].includes(dtype)) continue;
          const count = shape.reduce((product, extent) => product * extent, 1);
          expect(weights.read({ name })).toHaveLength(count);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a written safetensors file', () => {
  const tensors = fc.uniqueArray(
    fc.record({
      name: fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
    }),
    { selector: ({ name }) => name, maxLength: 6 },
  );

  it('reads back bit for bit', () => {
    fc.assert(
      fc.property(tensors, fc.nat(), (list, seed) => {
        const written = list.map(({ name, shape }, index) => {
          const length = shape.reduce((product, extent) => product * extent, 1);
          const data = new Uint32Array(length).map((_, at) =>
            Math.imul(seed + at, 2654435761 + index),
          );
          return { name, shape, data };
        });
        const pieces = writeSafetensors(
          written.map(({ name, shape, data }) => ({
            name,
            shape,
            read: () => new Float32Array(data.buffer),
          })),
          { format: 'pt' },
        );
        const bytes = Buffer.concat([...pieces]);
        const read = openSafetensors(bytesSource('w', bytes));
        expect(read.metadata).toEqual(new Map([['format', 'pt']]));
        expect(new Set(read.tensors.keys())).toEqual(new Set(list.map(({ name }) => name)));
        for (const { name, shape, data } of written) {
          expect(read.tensors.get(name)?.shape).toEqual(shape);
          expect(new Uint32Array(read.read({ name }).buffer)).toEqual(data);
        }
      }),
    );
  });

  it('refuses a name that is taken and a wrong number of elements', () => {
    const tensor = { name: 'a', shape: [2], read: () => new Float32Array(2) };
    expect(() => [...writeSafetensors([tensor, tensor])]).toThrow('the name "a" is taken');
    const short = { ...tensor, read: () => new Float32Array(1) };
    expect(() => [...writeSafetensors([short])]).toThrow('"a" of shape [2] was given 1 elements');
  });
});
