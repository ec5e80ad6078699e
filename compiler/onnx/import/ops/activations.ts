import type { Value } from '../../../ir/graph.js';
import type { OpName } from '../../../ir/ops/index.js';
import { axisOf } from '../axes.js';
import type { ImportNode, Importer } from '../import-node.js';
import { known } from '../operand.js';

export const importElu: Importer = (node) =>
  node.computed(node.add('elu', [node.value(0)], { alpha: node.float('alpha', 1) }));

export const importLeakyRelu: Importer = (node) =>
  node.computed(node.add('leaky_relu', [node.value(0)], { slope: node.float('alpha', 0.01) }));

/** Bounds that are left out, or infinite, are none. */
export const importClip: Importer = (node) => {
  const x = node.value(0);
  const [least, most] = ['min', 'max'].map((name, index) => boundOf(node, name, index + 1));
  if (least !== undefined && most !== undefined) {
    return node.computed(node.add('clamp', [x, least, most]));
  }
  if (least !== undefined) return node.computed(node.add('maximum', [x, least]));
  return most === undefined ? [node.input(0)] : node.computed(node.add('minimum', [x, most]));
};

/** Attributes before opset 11, inputs since then. */
function boundOf(node: ImportNode, name: string, input: number): Value | undefined {
  if (node.opset < 11) {
    if (!node.has(name)) return undefined;
    return node.asValue(known('F32', [], Float32Array.of(node.float(name, 0))));
  }
  const bound = node.optional(input);
  if (bound === undefined) return undefined;
  const isNone = bound.kind === 'known' && !Number.isFinite(bound.read()[0]);
  return isNone ? undefined : node.asValue(bound);
}

/** Before opset 13 all axes from the given one on were one, and the preset was 1. */
function softmax(op: OpName): Importer {
  return (node) => {
    const rank = node.shape(0).length;
    const axis = axisOf(node, node.integer('axis', node.opset < 13 ? 1 : -1));
    if (
      node.opset < 13 &&
      axis !== rank - 1 &&
      node
        .shape(0)
        .slice(axis + 1)
        .some((n) => n > 1)
    ) {
      node.refuse(`goes over axes ${axis} to ${rank - 1} together, as before opset 13`);
    }
    return node.computed(node.add(op, [node.value(0)], { axis }));
  };
}

export const importSoftmax = softmax('softmax');
export const importLogSoftmax = softmax('log_softmax');

/** y = x where it is positive, otherwise slope · x; the slope broadcasts as NumPy has it. */
export const importPRelu: Importer = (node) => {
  const [x, slope] = [node.value(0), node.input(1)];
  const zero = node.asValue(known('F32', [], Float32Array.of(0)));
  const isPositive = node.add('greater', [x, zero]);
  const scaled = node.add('mul', [x, node.asValue(slope)]);
  return node.computed(node.add('where', [isPositive, x, scaled]));
};
