import type { Value } from '../../../ir/graph.js';
import type { OpName } from '../../../ir/ops/index.js';
import type { ImportNode, Importer } from '../import-node.js';
import { axisOf } from '../axes.js';
import { known, shapeOf } from '../operand.js';

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

export const importIdentity: Importer = (node) => [node.input(0)];

export const importDropout: Importer = (node) => {
  if (node.outputs.length > 1 && node.outputs[1] !== '') node.refuse('gives its mask');
  return [node.input(0)];
};

/** Of two or more, one after another. */
function joined(op: OpName): Importer {
  return (node) => {
    let value = node.value(0);
    for (let index = 1; index < node.inputCount; index++) {
      value = node.add(op, [value, node.value(index)]);
    }
    return node.computed(value);
  };
}

export const importSum = joined('add');
export const importMax = joined('maximum');
export const importMin = joined('minimum');

export const importReciprocal: Importer = (node) =>
  node.computed(node.add('div', [one(node), node.value(0)]));

function one(node: ImportNode): Value {
  return node.asValue(known('F32', [], Float32Array.of(1)));
}

export const importWhere: Importer = (node) => {
  const inputs = [0, 1, 2].map((index) => node.value(index));
  return node.computed(node.add('where', inputs), node.input(1).dtype);
};

export const importShape: Importer = (node) => {
  const shape = shapeOf(node.input(0));
  const [start, end] = [node.integer('start', 0), node.integer('end', shape.length)];
  const numbers = Float64Array.from(shape.slice(start, end));
  return [known('I64', [numbers.length], numbers)];
};

export const importConstant: Importer = (node) => {
  const tensor = node.tensor('value');
  if (tensor !== undefined) return [tensor];
  if (node.has('value_float'))
    return [known('F32', [], Float32Array.of(node.float('value_float', 0)))];
  if (node.has('value_int'))
    return [known('I64', [], Float64Array.of(node.integer('value_int', 0)))];
  if (node.has('value_ints')) {
    const numbers = Float64Array.from(node.integers('value_ints', []));
    return [known('I64', [numbers.length], numbers)];
  }
  const floats = node.floats('value_floats');
  if (floats !== undefined) return [known('F32', [floats.length], Float32Array.from(floats))];
  return node.refuse('holds a value that is not imported');
};
