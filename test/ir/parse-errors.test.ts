import { f32 } from '../../compiler/ir/types.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constantData } from '../../compiler/ir/op.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import { zeros } from '../../compiler/ir/tensor.js';
import { randomGraph } from '../support/random-graph.js';

/** What the parser says of `text`, with the text it points at. */
function complaint(text: string) {
  const result = parseGraph(text, () => undefined, { file: 'g.txt' });
  if (result.ok) expect.fail('the text was accepted');
  const [{ code, title, hint, primary }] = result.diagnostics;
  expect(primary?.span.file).toBe('g.txt');
  const at = text.slice(primary?.span.start, primary?.span.end);
  return { code, title, at, ...(hint === undefined ? {} : { hint }) };
}

const inside = (body: string) => `graph g {\n  input %x : f32[2]\n  ${body}\n}\n`;

describe('bad text is refused with the place and the reason', () => {
  test.each([
    ['', 'ir/syntax', "expected 'graph' at the beginning, but the text ends", ''],
    ['graf g {}', 'ir/syntax', "expected 'graph' at the beginning, but found 'graf'", 'graf'],
    ['graph g {', 'ir/syntax', "expected '%' before the name of a value, but the text ends", ''],
    ['graph g { } more', 'ir/syntax', 'there is text behind the end of the graph', 'm'],
  ])('%s', (text, code, title, at) => {
    expect(complaint(text)).toEqual({ code, title, at });
  });

  test.each([
    ['%y relu(%x) : f32[2]', "expected '=' after the values, but found 'relu(%x)'", 'relu(%x)'],
    ['%y = relu(%x : f32[2]', "expected ')' after the operands, but found ':'", ':'],
    ['%y = relu(%x) f32[2]', "expected ':' before the types, but found 'f32[2]'", 'f32[2]'],
    [
      '%y = relu(%x) : i8[2]',
      "expected f32 or i32 or u8 or bool as the element type, but found 'i8[2]'",
      'i8[2]',
    ],
    ['%y = relu(%x) : f32[a]', "expected an extent, but found 'a]'", 'a]'],
    ['%y = relu(%x) : f32[2] nhwc/4', "'nhwc/4' is no layout of a tensor with 1 axes", 'nhwc/4'],
    ['%y = relu(%x) : f32[2] at x', "expected an offset, but found 'x'", 'x'],
    [
      '%y, %z = relu(%x) : f32[2]',
      'the node has 2 value(s) but 1 type(s)',
      '%y, %z = relu(%x) : f32[2]',
    ],
    [
      '%y = relu(%x) {a = [1, "b"]} : f32[2]',
      'a list holds numbers or strings, not both',
      '1, "b"]',
    ],
    ['%y = relu(%x) {a = ?} : f32[2]', "expected the value of an attribute, but found '?}'", '?}'],
    ['%y = relu(%x) {a = "\\q"} : f32[2]', '"\\q" is not a valid string', '"\\q"'],
    ['output "y" = %x labels [1]', 'labels are a list of strings', '[1]'],
  ])('%s', (line, title, at) => {
    expect(complaint(inside(line))).toEqual({ code: 'ir/syntax', title, at });
  });

  test.each([
    [
      '%y = rellu(%x) : f32[2]',
      'ir/unknown-op',
      "there is no op named 'rellu'",
      'rellu',
      "did you mean 'relu'?",
    ],
    [
      '%y = toString(%x) : f32[2]',
      'ir/unknown-op',
      "there is no op named 'toString'",
      'toString',
      undefined,
    ],
    [
      '%y = relu(%w) : f32[2]',
      'ir/undefined-value',
      '%w is not defined before this use',
      '%w',
      "did you mean '%x'?",
    ],
    [
      '%x = relu(%x) : f32[2]',
      'ir/duplicate-value',
      '%x is already defined',
      '%x = relu(%x) : f32[2]',
      undefined,
    ],
    [
      '%y = constant @"w" : f32[2]',
      'ir/unknown-constant',
      "there is no constant labelled 'w'",
      '@"w"',
      undefined,
    ],
    ...['1.5', '2147483648', 'nan'].map((text): [string, string, string, string, undefined] => [
      `%y = constant @"w" [${text}] : i32[1]`,
      'ir/constant',
      'the elements are not all of type i32',
      `@"w" [${text}]`,
      undefined,
    ]),
    [
      '%y = constant @"w" [1] : f32[2]',
      'ir/constant',
      'the constant has 1 element(s), but its type 2',
      '@"w" [1]',
      undefined,
    ],
    [
      '%y = relu(%x) @"w" [1, 2] : f32[2]',
      'ir/attribute',
      'relu has no constant attribute',
      '@"w" [1, 2]',
      undefined,
    ],
    [
      '%y = relu(%x) {a = 1, a = 2} : f32[2]',
      'ir/attribute',
      "attribute 'a' is given twice",
      'a',
      undefined,
    ],
    [
      'input %i : f32[1] image {width = 1}',
      'ir/image',
      'an image needs width, height, channels (rgb, bgr or grey), scale, mean, standardDeviation, and has fit, resize, shortSide, fill besides',
      '{width = 1}',
      undefined,
    ],
    [
      'output "y" = %x image {channels = "grey"}',
      'ir/image',
      'an image needs channels (rgb, bgr, rgba or grey), scale, mean, standardDeviation',
      '{channels = "grey"}',
      undefined,
    ],
  ])('%s', (line, code, title, at, hint) => {
    expect(complaint(inside(line))).toEqual({ code, title, at, ...(hint && { hint }) });
  });

  test.each(['fit = "cover"', 'resize = "nearest"', 'fill = [1]', 'fit = "crop"', 'depth = 1'])(
    'an image with %s alone',
    (field) => {
      const image = `{channels = "grey", height = 1, mean = [0], scale = 1, standardDeviation = [1], width = 1, ${field}}`;
      expect(complaint(inside(`input %i : f32[1,1,1,1] image ${image}`))).toMatchObject({
        code: 'ir/image',
        at: image,
      });
    },
  );

  test('a kernel sees nothing but the operands of its node', () => {
    const body = `%z = relu(%x) : f32[2]
      %y = fused(%x) : f32[2] {
        %a = add(%x, %z) : f32[2]
        yield %a
      }`;
    expect(complaint(inside(body))).toEqual({
      code: 'ir/undefined-value',
      title: '%z is not defined before this use',
      at: '%z',
      hint: 'a kernel sees only the operands of its node',
    });
  });

  test('a kernel holds no other', () => {
    const body = `%y = fused(%x) : f32[2] {
      %a = fused(%x) : f32[2] { yield %x }
      yield %a
    }`;
    const title = 'a kernel holds no other';
    expect(complaint(inside(body))).toEqual({ code: 'ir/syntax', title, at: 'fused' });
  });

  test.each([
    ['%y = fused(%x) : f32[2]', "expected '{' before the ops of the kernel, but found '}'", '}'],
    ['%y = fused(%x) : f32[2] { yield %x }', 'the kernel has no op', '%x'],
    [
      '%y = fused(%x) : f32[2] { %a = relu(%x) : f32[2] %b = relu(%a) : f32[2] yield %a }',
      'a kernel yields what its last op gives',
      '%a',
    ],
    [
      '%y = fused(%x) : f32[2] { %a = relu(%x) : f32[2] yield %a, %x }',
      'a kernel yields what its last op gives',
      '%a, %x',
    ],
  ])('%s', (line, title, at) => {
    expect(complaint(inside(line))).toEqual({ code: 'ir/syntax', title, at });
  });
});

test('no text makes the parser throw or hang', () => {
  const resolve = (label: string) => constantData(label, zeros(f32(1)));
  const damage = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', '{', '}', '[', '%', '"', '@', 'x', '\n'),
  );
  fc.assert(
    fc.property(
      randomGraph({ maxStates: 1 }),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      ({ graph }, cuts) => {
        let text = printGraph(graph);
        for (const [at, length, inserted] of cuts) {
          const start = at % text.length;
          text = text.slice(0, start) + inserted + text.slice(start + length);
        }
        const result = parseGraph(text, resolve);
        if (!result.ok) expect(result.diagnostics).toHaveLength(1);
      },
    ),
  );
});
