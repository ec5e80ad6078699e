import { describe, expect, test } from 'vitest';
import { foldBatchNorm } from '../../compiler/passes/fold-batch-norm.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { expectClose } from '../support/close.js';
import { expectUntouched, graphOf, rewritten } from '../support/graph-text.js';
import { randomTensor } from '../support/random-tensor.js';

/** Statistics of a norm over `channels` channels. */
function statistics(channels: number): string {
  return ['weight', 'bias', 'mean', 'var']
    .map((name) => `%bn.${name} = constant @"bn.${name}" : f32[${channels}]`)
    .join('\n');
}

const NORM = 'batch_norm(%x, %bn.weight, %bn.bias, %bn.mean, %bn.var) {epsilon = 1e-5}';
const norm = (operand: string) => NORM.replace('%x', operand);
const plain = '{dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]}';

describe('into the layer before', () => {
  test('a convolution takes over scale and shift', () => {
    expect(
      rewritten(
        foldBatchNorm,
        `input %x : f32[1,3,6,5]
         %w = constant @"w" : f32[4,3,3,3]
         %b = constant @"b" : f32[4]
         ${statistics(4)}
         %c = conv2d(%x, %w, %b) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [2, 1]} : f32[1,4,3,5]
         %y = ${norm('%c')} : f32[1,4,3,5]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,6,5]
        %w = constant @"w · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" : f32[4,3,3,3]
        %b = constant @"b · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.079128884, -0.16816056, -0.751907, 1.3606614] : f32[4]
        %y = conv2d(%x, %w, %b) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [2, 1]} : f32[1,4,3,5]
        output "y" = %y
      }
      "
    `);
  });

  test('a convolution without bias gets one', () => {
    expect(
      rewritten(
        foldBatchNorm,
        `input %x : f32[1,4,3,3]
         %w = constant @"w" : f32[4,2,1,1]
         ${statistics(4)}
         %c = conv2d(%x, %w) {dilations = [1, 1], groups = 2, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,4,3,3]
         %y = ${norm('%c')} : f32[1,4,3,3]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,3,3]
        %w = constant @"w · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [0.056539524, -0.037091907, -0.039489318, 0.6698068, 0.022227384, -0.039185178, 0.26812032, -0.11662501] : f32[4,2,1,1]
        %c.bias = constant @"0 · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.17681023, -0.38043672, -0.8054628, 1.2482295] : f32[4]
        %y = conv2d(%x, %w, %c.bias) {dilations = [1, 1], groups = 2, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,4,3,3]
        output "y" = %y
      }
      "
    `);
  });

  test('so do a depthwise convolution and a linear layer over rows', () => {
    const depthwise = `input %x : f32[1,2,4,4]
      %w = constant @"w" : f32[4,1,3,3]
      ${statistics(4)}
      %c = depthwise_conv2d(%x, %w) {dilations = [1, 1], pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,4,4,4]
      %y = ${norm('%c')} : f32[1,4,4,4]
      output "y" = %y`;
    const linear = `input %x : f32[2,5]
      %w = constant @"w" : f32[3,5]
      %b = constant @"b" : f32[3]
      ${statistics(3)}
      %c = linear(%x, %w, %b) : f32[2,3]
      %y = ${norm('%c')} : f32[2,3]
      output "y" = %y`;
    for (const text of [depthwise, linear]) {
      expect(rewritten(foldBatchNorm, text)).not.toContain('batch_norm(%');
    }
  });

  test('two norms in a row are folded one after the other', () => {
    const text = `input %x : f32[1,3,4,4]
      %w = constant @"w" : f32[4,3,3,3]
      ${statistics(4)}
      %c = conv2d(%x, %w) ${plain} : f32[1,4,2,2]
      %d = ${norm('%c')} : f32[1,4,2,2]
      %y = ${norm('%d')} : f32[1,4,2,2]
      output "y" = %y`;
    const result = rewritten(foldBatchNorm, text);
    expect(result).not.toContain('= batch_norm');
    expect(result).not.toContain('= mul');
  });
});

describe('into the convolution behind', () => {
  const behind = (attributes: string, shape: string) => `input %x : f32[1,4,5,5]
    ${statistics(4)}
    %w = constant @"w" : f32[6,2,3,3]
    %b = constant @"b" : f32[6]
    %n = ${NORM} : f32[1,4,5,5]
    %y = conv2d(%n, %w, %b) ${attributes} : ${shape}
    output "y" = %y`;

  test('when it pads nothing, group by group', () => {
    expect(
      rewritten(
        foldBatchNorm,
        behind(
          '{dilations = [1, 1], groups = 2, pads = [0, 0, 0, 0], strides = [1, 1]}',
          'f32[1,6,3,3]',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,5,5]
        %w = constant @"batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001) · w" : f32[6,2,3,3]
        %b = constant @"batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001) · w + b" [-0.11279824, -0.45281145, 0.28381908, 6.183547, -3.7875566, 1.6370009] : f32[6]
        %y = conv2d(%x, %w, %b) {dilations = [1, 1], groups = 2, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,6,3,3]
        output "y" = %y
      }
      "
    `);
  });

  test('a padded convolution cannot: zeros would become shifts', () => {
    expect(
      rewritten(
        foldBatchNorm,
        behind(
          '{dilations = [1, 1], groups = 2, pads = [0, 0, 0, 1], strides = [1, 1]}',
          'f32[1,6,3,4]',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,5,5]
        %w = constant @"w" : f32[6,2,3,3]
        %b = constant @"b" [-0.41228256, -0.31108975, -0.80727255, 0.24705075, -0.6786953, 0.26593906] : f32[6]
        %n.scale = constant @"scale of batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.23692815, -0.6823631, -0.06634163, 0.4550964] : f32[4,1,1]
        %n.shift = constant @"shift of batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.17681023, -0.38043672, -0.8054628, 1.2482295] : f32[4,1,1]
        %n.scaled = mul(%x, %n.scale) : f32[1,4,5,5]
        %n = add(%n.scaled, %n.shift) : f32[1,4,5,5]
        %y = conv2d(%n, %w, %b) {dilations = [1, 1], groups = 2, pads = [0, 0, 0, 1], strides = [1, 1]} : f32[1,6,3,4]
        output "y" = %y
      }
      "
    `);
  });

  test('a linear layer over rows takes it too', () => {
    const result = rewritten(
      foldBatchNorm,
      `input %x : f32[2,4]
       ${statistics(4)}
       %w = constant @"w" : f32[3,4]
       %n = ${NORM} : f32[2,4]
       %y = linear(%n, %w) : f32[2,3]
       output "y" = %y`,
    );
    expect(result).toMatch(/%y = linear\(%x, /);
  });
});

describe('into multiplication and addition', () => {
  test('where there is no layer', () => {
    expect(
      rewritten(
        foldBatchNorm,
        `input %x : f32[2,3,2,2]
         ${statistics(3)}
         %y = ${NORM} : f32[2,3,2,2]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,2,2]
        %y.scale = constant @"scale of batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.23692815, -0.6823631, -0.06634163] : f32[3,1,1]
        %y.shift = constant @"shift of batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.17681023, -0.38043672, -0.8054628] : f32[3,1,1]
        %y.scaled = mul(%x, %y.scale) : f32[2,3,2,2]
        %y = add(%y.scaled, %y.shift) : f32[2,3,2,2]
        output "y" = %y
      }
      "
    `);
  });

  const convolved = `input %x : f32[1,3,4,4]
    %w = constant @"w" : f32[4,3,3,3]
    ${statistics(4)}
    %c = conv2d(%x, %w) ${plain} : f32[1,4,2,2]
    %y = ${norm('%c')} : f32[1,4,2,2]
    output "y" = %y`;

  test.each([
    ['used twice', '%z = relu(%c) : f32[1,4,2,2]\noutput "z" = %z'],
    ['an output', 'output "c" = %c'],
  ])('where the result of the convolution is %s', (_, more) => {
    const result = rewritten(foldBatchNorm, `${convolved}\n${more}`);
    expect(result).toContain('%y.scaled = mul(%c, %y.scale)');
    expect(result).toContain('conv2d(%x, %w)');
  });

  test('where features of a linear layer are not the channels', () => {
    const result = rewritten(
      foldBatchNorm,
      `input %x : f32[2,3,5]
       %w = constant @"w" : f32[3,5]
       ${statistics(3)}
       %c = linear(%x, %w) : f32[2,3,3]
       %y = ${norm('%c')} : f32[2,3,3]
       output "y" = %y`,
    );
    expect(result).toContain('%y.scaled = mul(%c, %y.scale)');
  });
});

describe('a transposed convolution', () => {
  const transposed = (operand: string) =>
    `conv_transpose2d(${operand}, %w, %b) {dilations = [1, 1], groups = 2, output_padding = [0, 0], pads = [0, 0, 0, 0], strides = [2, 2]}`;
  const weights = `%w = constant @"w" : f32[4,3,3,3]
    %b = constant @"b" : f32[6]`;

  test('scales the weights of each output channel in its group', () => {
    const result = rewritten(
      foldBatchNorm,
      `input %x : f32[1,4,3,2]
       ${weights}
       ${statistics(6)}
       %c = ${transposed('%x')} : f32[1,6,7,5]
       %y = ${norm('%c')} : f32[1,6,7,5]
       output "y" = %y`,
    );
    expect(result).toContain(`%y = ${transposed('%x')}`);
  });

  test('absorbs no norm in front, whose shift it would sum where kernels overlap', () => {
    const result = rewritten(
      foldBatchNorm,
      `input %x : f32[1,4,3,2]
       ${weights}
       ${statistics(4)}
       %n = ${norm('%x')} : f32[1,4,3,2]
       %y = ${transposed('%n')} : f32[1,6,7,5]
       output "y" = %y`,
    );
    expect(result).toContain('%n.scaled = mul(%x, %n.scale)');
  });
});

describe('left alone', () => {
  test('a norm without epsilon: a channel without variance would give 0 · ∞', () => {
    expectUntouched(
      foldBatchNorm,
      `input %x : f32[1,2]
       ${statistics(2)}
       %y = ${NORM.replace('1e-5', '0')} : f32[1,2]
       output "y" = %y`,
    );
  });

  test('a norm whose statistics are computed', () => {
    expectUntouched(
      foldBatchNorm,
      `input %x : f32[1,2]
       input %bn.mean : f32[2]
       ${statistics(2).replace(/%bn.mean.*/, '')}
       %y = ${NORM} : f32[1,2]
       output "y" = %y`,
    );
  });
});

test('the constants are those of the formula', () => {
  // scale = 6 / √(4 + 0) ≈ 3, shift = 1 − 10 · 3 = −29; ε = 1e-30 changes nothing in 32 bits.
  const graph = foldBatchNorm(
    graphOf(`input %x : f32[1,1]
      %s = constant @"s" [6] : f32[1]
      %b = constant @"b" [1] : f32[1]
      %m = constant @"m" [10] : f32[1]
      %v = constant @"v" [4] : f32[1]
      %y = batch_norm(%x, %s, %b, %m, %v) {epsilon = 1e-30} : f32[1,1]
      output "y" = %y`),
  );
  expect(interpret(graph, { x: tensor([1, 1], [2]) }).y.data).toEqual(Float32Array.of(-23));
});

test.each([
  ['conv3d', 'f32[6,2,2,3,2]', 'groups = 2', [2, 3, 2]],
  ['conv_transpose3d', 'f32[4,3,2,3,2]', 'groups = 2, output_padding = [0, 0, 0]', [4, 7, 4]],
] as const)('%s takes scale and shift over as its formula says', (op, weight, form, extents) => {
  const shape = `f32[1,6,${extents.join()}]`;
  const graph = graphOf(`input %x : f32[1,4,3,5,3]
    %w = constant @"w" : ${weight}
    ${statistics(6)}
    %c = ${op}(%x, %w) {dilations = [1, 1, 1], ${form}, pads = [0, 0, 0, 0, 0, 0], strides = [1, 1, 1]} : ${shape}
    %y = ${norm('%c')} : ${shape}
    output "y" = %y`);
  const folded = foldBatchNorm(graph);
  expect(folded.nodes.some((node) => isOp(node, 'batch_norm'))).toBe(false);
  const inputs = { x: randomTensor([1, 4, 3, 5, 3], 'x') };
  expectClose(interpret(folded, inputs).y, interpret(graph, inputs).y, op);
});
