import { describe, expect, test } from 'vitest';
import { printGraph } from '../../compiler/ir/print.js';
import { divideWinograd } from '../../compiler/passes/divide-winograd.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { toWinograd } from '../../compiler/passes/to-winograd.js';
import type { WinogradLimit } from '../../compiler/passes/winograd-choice.js';
import type { CoreMachine } from '../../compiler/target/machine.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import { THREADS } from '../../compiler/target/threads.js';
import { graphOf, parsed, rewritten } from '../support/graph-text.js';

interface Form {
  readonly channels?: number;
  readonly outputs?: number;
  readonly size?: number;
  readonly kernel?: number | readonly [rows: number, columns: number];
  readonly strides?: string;
  readonly dilations?: string;
  readonly groups?: number;
  /** Absent from the text where it is the default. */
  readonly winograd?: number;
  /** With a relu behind. */
  readonly tail?: boolean;
}

/** A padded convolution whose result is as large as `size` says, or smaller by its steps. */
function convolution({
  channels = 64,
  outputs = 64,
  size = 56,
  kernel = 3,
  strides = '1, 1',
  dilations = '1, 1',
  groups = 1,
  winograd,
  tail = false,
}: Form): string {
  const [step] = strides.split(', ').map(Number);
  const [distance] = dilations.split(', ').map(Number);
  const [rows, columns] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const [vertical, horizontal] = [rows, columns].map((extent) => (distance * (extent - 1)) / 2);
  const pads = [vertical, horizontal, vertical, horizontal].join(', ');
  const height = Math.ceil(size / step);
  const limit = winograd === undefined ? '' : `, winograd = ${winograd}`;
  return `input %x : f32[1,${channels},${size},${size}]
     %w = constant @"w" : f32[${outputs},${channels / groups},${rows},${columns}]
     %y = conv2d(%x, %w) {dilations = [${dilations}], groups = ${groups}, pads = [${pads}], strides = [${strides}]${limit}} : f32[1,${outputs},${height},${height}]
     ${tail ? `%z = relu(%y) : f32[1,${outputs},${height},${height}]` : ''}
     output "y" = ${tail ? '%z' : '%y'}`;
}

function after(limit: WinogradLimit, form: Form): string {
  return printGraph(toWinograd(graphOf(convolution(form)), limit, ONE_CORE.caches));
}

function divided(form: Form, machine: CoreMachine = ONE_CORE): string {
  return printGraph(
    divideWinograd(toWinograd(graphOf(convolution(form)), 4, ONE_CORE.caches), machine),
  );
}

describe('to-winograd', () => {
  test('a small convolution means the same afterwards', () => {
    const form = { channels: 8, outputs: 8, size: 12 };
    expect(rewritten((graph) => toWinograd(graph, 4, ONE_CORE.caches), convolution(form)))
      .toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,8,12,12]
        %w = constant @"w" : f32[8,8,3,3]
        %y = winograd_conv2d(%x, %w) {blocks = 1, pads = [1, 1, 1, 1], slots = 1, strips = 1, tile = [4, 4]} : f32[1,8,12,12]
        output "y" = %y
      }
      "
    `);
  });

  test.each<[string, string, Form]>([
    ['5×5', '[4, 4]', { kernel: 5, size: 27 }],
    ['7×7, whose larger tile has more points than both axes may', '[2, 2]', { kernel: 7 }],
    ['a row', '[1, 4]', { kernel: [1, 7], size: 17 }],
    ['a column', '[4, 1]', { kernel: [7, 1], size: 17 }],
    ['a row of few taps', '[1, 4]', { kernel: [1, 3], size: 32 }],
  ])('%s', (_, tile, form) => {
    expect(after(4, form)).toContain(`tile = ${tile}}`);
  });

  test('no tile is larger than the user allows', () => {
    expect(after(2, {})).toContain('tile = [2, 2]}');
  });

  test('nor than the layer allows', () => {
    expect(after(4, { winograd: 2 })).toContain('tile = [2, 2]}');
    expect(after(2, { winograd: 4 })).toContain('tile = [2, 2]}');
    expect(after(4, { winograd: 1 })).not.toContain('winograd_');
    expect(after('off', { winograd: 4 })).not.toContain('winograd');
  });

  test.each<[string, Form]>([
    ['a single tap', { kernel: 1 }],
    ['more taps than points are known for', { kernel: [1, 11] }],
    ['a stride', { strides: '2, 2' }],
    ['a dilation', { dilations: '2, 2' }],
    ['groups', { groups: 2 }],
    ['channels that are no whole vectors', { channels: 63 }],
    ['outputs that are no whole panels', { outputs: 60 }],
    ['a single pixel, most of whose tile is nothing', { size: 1 }],
  ])('not with %s', (_, form) => {
    expect(after(4, form)).not.toContain('winograd');
  });

  test('not when it is turned off', () => {
    expect(after('off', {})).not.toContain('winograd');
  });
});

describe('divide-winograd', () => {
  test('a large picture goes by in strips', () => {
    expect(divided({})).toContain(
      '{blocks = 1, pads = [1, 1, 1, 1], slots = 1, strips = 7, tile = [4, 4]}',
    );
  });

  test('many channels go by in blocks', () => {
    expect(divided({ channels: 512, outputs: 512, size: 7 })).toContain(
      '{blocks = 64, pads = [1, 1, 1, 1], slots = 1, strips = 1, tile = [4, 4]}',
    );
  });

  test('threads have a slot for a block each, where a core can keep one', () => {
    const many = { channels: 512, outputs: 512, size: 7 };
    expect(divided(many, THREADS)).toContain('{blocks = 64, pads = [1, 1, 1, 1], slots = 4,');
    expect(divided({ channels: 80, outputs: 192, size: 71 }, THREADS)).toContain('slots = 1,');
    expect(divided({}, THREADS)).toContain('slots = 1,');
  });

  test('what is in parts already stays so', () => {
    const [, ...lines] = after(4, {}).replace('strips = 1', 'strips = 2').split('\n');
    const graph = parsed(lines.slice(0, -2).join('\n'));
    expect(printGraph(divideWinograd(graph, ONE_CORE))).toBe(printGraph(graph));
    expect(printGraph(graph)).toContain('strips = 2');
  });

  test('the convolution of a kernel with a tail', () => {
    const fused = runPipeline(graphOf(convolution({ tail: true })), { after: 'divide-winograd' });
    expect(printGraph(fused)).toContain('= fused(');
    expect(printGraph(fused)).toContain('strips = 7');
  });
});

/** A transposed convolution that makes the picture twice as large. */
function transposed(channels: number, outputs: number, size: number, kernel: number): string {
  const more = 4 - kernel;
  const doubled = 2 * size;
  return `input %x : f32[1,${channels},${size},${size}]
     %w = constant @"w" : f32[${channels},${outputs},${kernel},${kernel}]
     %y = conv_transpose2d(%x, %w) {dilations = [1, 1], groups = 1, output_padding = [${more}, ${more}], pads = [1, 1, 1, 1], strides = [2, 2]} : f32[1,${outputs},${doubled},${doubled}]
     output "y" = %y`;
}

describe('to-winograd of transposed convolutions', () => {
  test('means the same afterwards', () => {
    const text = rewritten(
      (graph) => toWinograd(graph, 4, ONE_CORE.caches),
      transposed(16, 16, 16, 4),
    );
    expect(text).toContain('winograd_conv_transpose2d(%x, %w)');
  });

  test.each([
    ['4×4', 128, 64, 16, 4],
    ['3×3, of whose phases one has a single tap', 128, 64, 64, 3],
  ])('%s', (_, channels, outputs, size, kernel) => {
    const after = printGraph(
      toWinograd(graphOf(transposed(channels, outputs, size, kernel)), 4, ONE_CORE.caches),
    );
    expect(after).toContain('tile = 4}');
  });

  test.each([
    ['outputs that are no whole panels', 64, 3, 32, 4],
    ['phases of one tap', 64, 64, 32, 2],
  ])('not with %s', (_, channels, outputs, size, kernel) => {
    const text = transposed(channels, outputs, size, kernel).replace(
      /output_padding = \[2, 2\], pads = \[1, 1, 1, 1\]/,
      'output_padding = [0, 0], pads = [0, 0, 0, 0]',
    );
    expect(printGraph(toWinograd(graphOf(text), 4, ONE_CORE.caches))).not.toContain('winograd');
  });
});
