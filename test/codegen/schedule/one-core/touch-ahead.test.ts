import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import {
  coefficientOf,
  isConstant,
  substitute,
} from '../../../../compiler/lower/formulas/index-expr.js';
import type {
  ForStatement,
  Kernel,
  Statement,
  TouchStatement,
} from '../../../../compiler/lower/loops/loop-ir.js';
import type { PlacedNode } from '../../../../compiler/codegen/schedule/placement/placed-node.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import { printKernel } from '../../../../compiler/lower/loops/print-loops.js';
import { bodyOf } from '../../../../compiler/lower/loops/rewrite-loops.js';
import { isOp } from '../../../../compiler/ir/rewrite.js';
import type { Settings } from '../../../../compiler/settings.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { holdToReference } from '../../../support/hold-to-reference.js';
import type { OpCase } from '../../../support/op-cases/case.js';
import { opCase, operand, weights } from '../../../support/op-cases/case.js';
import { cpuKernel, placeNode, threadedKernel } from '../../../support/usual-machines.js';

const LINE = 16;

interface Convolution {
  readonly channels: number;
  readonly outputs: number;
  readonly size: number;
  readonly taps?: number;
  readonly stride?: number;
}

function convolution({ channels, outputs, size, taps = 1, stride = 1 }: Convolution): OpCase {
  const pad = (taps - 1) / 2;
  return opCase(
    'conv2d',
    [operand(1, channels, size, size), weights(outputs, channels, taps, taps)],
    {
      strides: [stride, stride],
      dilations: [1, 1],
      pads: [pad, pad, pad, pad],
      groups: 1,
    },
  );
}

/** The kernel that multiplies. */
function kernelOf({ graph }: OpCase, options: Partial<Settings> = {}): Kernel {
  const planned = runPipeline(graph, options);
  const [node] = computingNodes(planned).filter((node) => !isOp(node, 'relayout'));
  return cpuKernel(placeNode(node, constantsOf(planned)));
}

interface Touched {
  readonly touch: TouchStatement;
  /** Outermost first. */
  readonly loops: readonly ForStatement[];
}

function touchesOf(
  statements: readonly Statement[],
  loops: readonly ForStatement[] = [],
): Touched[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'touch') return [{ touch: statement, loops }];
    const inside = statement.kind === 'for' ? [...loops, statement] : loops;
    return touchesOf(bodyOf(statement), inside);
  });
}

/** What is touched while the outermost of the loops is in a turn, loops with moving bounds at full length. */
function touchedIn(turn: number, { touch, loops: [first, ...inner] }: Touched): number[] {
  const start = substitute(touch.address, (v) => (v === first.variable ? turn : v.min));
  expect(isConstant(start)).toBe(true);
  return inner.reduce(
    (addresses, { variable }) => {
      const stride = coefficientOf(touch.address, variable) ?? NaN;
      const turns = Array.from({ length: variable.max - variable.min + 1 }, (_, index) => index);
      return addresses.flatMap((address) => turns.map((index) => address + index * stride));
    },
    [start.constant],
  );
}

describe('weights that meet few pixels', () => {
  for (const { name, layer, panel } of [
    {
      name: 'a panel of a matrix product',
      layer: { channels: 320, outputs: 512, size: 7 },
      panel: 8 * 320,
    },
    {
      name: 'a panel of a window, some of whose taps are outside the picture',
      layer: { channels: 64, outputs: 128, size: 14, taps: 3, stride: 2 },
      panel: 8 * 9 * 64,
    },
    {
      name: 'a block that is transformed for a Winograd convolution',
      layer: { channels: 256, outputs: 256, size: 7, taps: 3 },
      panel: undefined,
    },
  ]) {
    it(`are touched one turn ahead, but for a line or two: ${name}`, () => {
      const [touched, ...others] = touchesOf(kernelOf(convolution(layer)).body);
      expect(others).toEqual([]);
      const { max: last } = touched.loops[0].variable;
      const taps = (layer.taps ?? 1) ** 2;
      const region = panel ?? (layer.channels * layer.outputs * taps) / (last + 1);
      expect(region * (last + 1)).toBe(layer.channels * layer.outputs * taps);
      for (const [turn, next] of [
        [0, 1],
        [last - 1, last],
        [last, last],
      ]) {
        const addresses = touchedIn(turn, touched);
        const lines = new Set(addresses.map((address) => Math.floor(address / LINE)));
        expect(addresses.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(region * next);
        expect(addresses.reduce((a, b) => Math.max(a, b))).toBeLessThan(region * (next + 1));
        expect(lines.size).toBeGreaterThanOrEqual(region / LINE - 2);
      }
    });
  }

  it.each<[string, (node: PlacedNode) => Kernel, number]>([
    ['one core', cpuKernel, 1],
    ['two threads', (node) => threadedKernel(node, 0), 2],
  ])(
    'give the same results, and nothing outside of them is touched: %s',
    (_, schedule, threads) => {
      let touches = 0;
      const observed = (node: PlacedNode): Kernel[] => {
        const kernel = schedule(node);
        touches += touchesOf(kernel.body).length;
        return [kernel];
      };
      const product = opCase('linear', [operand(8, 128), weights(512, 128)]);
      holdToReference(product, observed, { threads });
      expect(touches).toBe(1);
    },
  );
});

describe('nothing is touched ahead', () => {
  it.each([
    ['few weights stay in the cache', convolution({ channels: 64, outputs: 64, size: 7 })],
    ['many pixels share each weight', convolution({ channels: 256, outputs: 512, size: 28 })],
    ['each weight is used once', opCase('linear', [operand(1, 1024), weights(512, 1024)])],
  ])('where %s', (_, each) => {
    expect(printKernel(kernelOf(each))).not.toContain('touch');
  });
});
