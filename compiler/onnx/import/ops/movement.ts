import { axesOf, axisOf } from '../axes.js';
import type { ImportNode, Importer } from '../import-node.js';
import type { Known, Operand } from '../operand.js';
import { known } from '../operand.js';
import { elementOf, isFloat } from '../data-types.js';
import type { Shape } from '../../../ir/types.js';
import { elementCount } from '../../../ir/types.js';

export const importConcat: Importer = (node) => {
  const operands = Array.from({ length: node.inputCount }, (_, index) => node.input(index));
  const axis = axisOf(node, node.integer('axis', 1));
  if (operands.every((each) => each.kind === 'known') && node.shape(0).length === 1) {
    const numbers = Float64Array.from(operands.flatMap((each) => [...each.read()]));
    return [known(operands[0].dtype, [numbers.length], numbers)];
  }
  return node.computed(
    node.add(
      'concat',
      operands.map((each) => node.asValue(each)),
      { axis },
    ),
  );
};

export const importFlatten: Importer = (node) => {
  const shape = node.shape(0);
  const axis = node.integer('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  return reshaped(node, [elementCount(shape.slice(0, at)), elementCount(shape.slice(at))]);
};

/** −1 is what is left, and 0 an extent of the input unless `allowzero` says otherwise. */
export const importReshape: Importer = (node) => {
  const from = node.shape(0);
  const given = node.knownIntegers(1, 'shape').map((extent, axis) => {
    return extent === 0 && node.integer('allowzero', 0) === 0 ? (from[axis] ?? 1) : extent;
  });
  const others = elementCount(given.filter((extent) => extent !== -1));
  return reshaped(
    node,
    given.map((extent) => (extent === -1 ? elementCount(from) / others : extent)),
  );
};

export const importSqueeze: Importer = (node) => {
  const shape = node.shape(0);
  const given = axesOf(node, 1, 13)?.map((axis) => axisOf(node, axis));
  const axes = given ?? shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []));
  return reshaped(
    node,
    shape.filter((_, axis) => !axes.includes(axis)),
  );
};

export const importUnsqueeze: Importer = (node) => {
  const shape = [...node.shape(0)];
  const given = axesOf(node, 1, 13) ?? node.refuse('has no axes');
  const rank = shape.length + given.length;
  const axes = given.map((axis) => axisOf(node, axis, rank)).sort((a, b) => a - b);
  for (const axis of axes) shape.splice(axis, 0, 1);
  return reshaped(node, shape);
};

function reshaped(node: ImportNode, shape: Shape): readonly Operand[] {
  const operand = node.input(0);
  if (operand.kind === 'known') return [{ ...operand, shape }];
  return node.computed(node.add('reshape', [operand.value], { shape }));
}

export const importTranspose: Importer = (node) => {
  const reversed = node.shape(0).map((_, axis, { length }) => length - 1 - axis);
  const permutation = node.integers('perm', reversed);
  return node.computed(node.add('transpose', [node.value(0)], { permutation }));
};

export const importGather: Importer = (node) => {
  const [operand, indices] = [node.input(0), node.input(1)];
  const axis = axisOf(node, node.integer('axis', 0));
  if (operand.kind === 'known' && indices.kind === 'known' && operand.shape.length === 1) {
    const numbers = operand.read();
    const picked = Float64Array.from(
      indices.read(),
      (index) => numbers[index < 0 ? index + numbers.length : index],
    );
    return [known(operand.dtype, indices.shape, picked)];
  }
  return node.computed(node.add('gather', [node.value(0), node.value(1)], { axis }));
};

/** Ends are not taken; beyond an axis all that there is, counted from the end where negative. */
export const importSlice: Importer = (node) => {
  const shape = node.shape(0);
  const isOld = node.opset < 10;
  const list = (name: string, input: number): number[] | undefined => {
    if (isOld) return node.has(name) ? [...node.integers(name, [])] : undefined;
    return node.optional(input) && node.knownIntegers(input, name);
  };
  const starts = list('starts', 1) ?? [];
  const ends = list('ends', 2) ?? [];
  const axes = (list('axes', 3) ?? starts.map((_, axis) => axis)).map((axis) => axisOf(node, axis));
  const steps = (isOld ? undefined : list('steps', 4)) ?? starts.map(() => 1);
  const ranges = axes.map((axis, index) => {
    const [extent, step] = [shape[axis], steps[index]];
    const [least, most] = step > 0 ? [0, extent] : [-1, extent - 1];
    const inside = (at: number): number =>
      Math.min(Math.max(at < 0 ? at + extent : at, step > 0 ? least : 0), most);
    const start = inside(starts[index]);
    const end = ends[index] < -extent && step < 0 ? -1 : inside(ends[index]);
    const length = Math.ceil((end - start) / step);
    if (length < 1) node.refuse(`takes nothing of axis ${axis}, which has ${extent} elements`);
    return { axis, start, length, step };
  });
  const operand = node.input(0);
  if (operand.kind === 'known' && shape.length === 1) return [sliced(operand, ranges[0])];
  return node.computed(
    node.add('slice', [node.value(0)], {
      axes: ranges.map(({ axis }) => axis),
      starts: ranges.map(({ start }) => start),
      lengths: ranges.map(({ length }) => length),
      steps: ranges.map(({ step }) => step),
    }),
  );
};

interface Range {
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

function sliced(operand: Known, { start, length, step }: Range): Known {
  const numbers = operand.read();
  const taken = Float64Array.from({ length }, (_, at) => numbers[start + at * step]);
  return known(operand.dtype, [length], taken);
}

export const importSplit: Importer = (node) => {
  const axis = axisOf(node, node.integer('axis', 0));
  const extent = node.shape(0)[axis];
  const given =
    node.opset < 13
      ? node.has('split') && node.integers('split', [])
      : node.optional(1) && node.knownIntegers(1, 'sizes');
  const count = node.outputs.length;
  const each = Math.ceil(extent / count);
  const sizes =
    given === false || given === undefined
      ? Array.from({ length: count }, (_, part) => Math.min(each, extent - part * each))
      : given;
  const { dtype } = node.input(0);
  return node
    .addAll('split', [node.value(0)], { axis, sizes })
    .map((value): Operand => ({ kind: 'computed', dtype, value }));
};

/** Of a constant around the tensor, or of what lies inside of its edge. */
export const importPad: Importer = (node) => {
  const mode = node.text('mode', 'constant');
  const isOld = node.opset < 11;
  const given = isOld ? [...node.integers('pads', [])] : node.knownIntegers(1, 'pads');
  const rank = node.shape(0).length;
  const axes = isOld || node.optional(3) === undefined ? undefined : node.knownIntegers(3, 'axes');
  const pads = Array<number>(2 * rank).fill(0);
  const places = axes?.map((axis) => axisOf(node, axis)) ?? node.shape(0).map((_, axis) => axis);
  places.forEach((axis, index) => {
    pads[axis] = given[index];
    pads[axis + rank] = given[index + places.length];
  });
  if (pads.some((pad) => pad < 0)) node.refuse('takes elements away with negative pads');
  const x = node.value(0);
  if (mode === 'reflect') return node.computed(node.add('reflection_pad', [x], { pads }));
  if (mode === 'edge') return node.computed(node.add('replication_pad', [x], { pads }));
  if (mode === 'wrap') return node.computed(node.add('circular_pad', [x], { pads }));
  const value = isOld
    ? node.float('value', 0)
    : node.optional(2) === undefined
      ? 0
      : node.scalar(2, 'value');
  return node.computed(node.add('pad', [x], { pads, value }));
};

/** What is known stays so; an integer is what is left of a float without its fraction. */
export const importCast: Importer = (node) => {
  const dtype = node.targetType();
  const operand = node.input(0);
  if (operand.kind === 'known') {
    const isWhole = !isFloat(dtype);
    const numbers = Float64Array.from(operand.read(), (value) =>
      dtype === 'BOOL' ? Number(value !== 0) : isWhole ? Math.trunc(value) : value,
    );
    return [known(dtype, operand.shape, numbers)];
  }
  const to = elementOf(dtype);
  if (operand.value.type.element === to) {
    return [{ kind: 'computed', dtype, value: operand.value }];
  }
  return node.computed(node.add('cast', [operand.value], { to }), dtype);
};
