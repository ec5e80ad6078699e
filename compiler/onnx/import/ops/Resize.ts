import type { ImportNode, Importer } from '../import-node.js';
import { simplestFraction } from '../../../ir/ops/shared/resampling.js';

const MODES: Readonly<Record<string, string>> = {
  nearest: 'nearest',
  linear: 'bilinear',
  cubic: 'bicubic',
};

/**
 * Of pictures [N,C,H,W]. A scale is kept for the places even where the output has no whole extent, sizes make
 * one of output and input. Opset 10 has its own rule for the nearest sample, that of later `asymmetric` with
 * `floor` only where a picture grows.
 */
export const importResize: Importer = (node) => {
  const shape = node.shape(0);
  if (shape.length !== 4) node.refuse(`has an input of ${shape.length} axes; pictures have 4`);
  const mode = MODES[node.text('mode', 'nearest')];
  if (mode === undefined) node.refuse(`has the mode ${node.text('mode', '')}`);
  for (const name of ['antialias', 'exclude_outside']) {
    if (node.integer(name, 0) === 1) node.refuse(`has ${name}, which is not imported`);
  }
  const isOld = node.opset < 11;
  const factors = isOld ? scaleFactors(node, 1) : factorsOf(node);
  const coordinates = isOld
    ? 'asymmetric'
    : node.text('coordinate_transformation_mode', 'half_pixel');
  if (!['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].includes(coordinates)) {
    node.refuse(`has coordinates ${coordinates}, which are not imported`);
  }
  const shrinks = factors[0] < factors[1] || factors[2] < factors[3];
  const rounding = isOld
    ? shrinks
      ? 'ceil'
      : 'floor'
    : node.text('nearest_mode', 'round_prefer_floor');
  const cubic = node.float('cubic_coeff_a', -0.75);
  return node.computed(
    node.add('resize', [node.value(0)], { factors, mode, coordinates, rounding, cubic }),
  );
};

/** Numerators and denominators, vertical and horizontal. */
function factorsOf(node: ImportNode): number[] {
  if (node.optional(3) === undefined) return scaleFactors(node, 2);
  if (node.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch') {
    node.refuse('keeps the aspect ratio of sizes, which is not imported');
  }
  const sizes = onAllAxes(node, node.knownIntegers(3, 'sizes'), node.shape(0));
  requirePicture(node, sizes, node.shape(0));
  return [2, 3].flatMap((axis) => [sizes[axis], node.shape(0)[axis]]);
}

function scaleFactors(node: ImportNode, input: number): number[] {
  const scales = onAllAxes(node, [...node.known(input, 'scales').read()], [1, 1, 1, 1]);
  requirePicture(node, scales, [1, 1, 1, 1]);
  return [2, 3].flatMap((axis) => simplestFraction(scales[axis]));
}

function onAllAxes(
  node: ImportNode,
  given: readonly number[],
  otherwise: readonly number[],
): readonly number[] {
  if (!node.has('axes')) return given;
  const all = [...otherwise];
  node.integers('axes', []).forEach((axis, index) => {
    all[axis < 0 ? axis + all.length : axis] = given[index];
  });
  return all;
}

function requirePicture(node: ImportNode, given: readonly number[], same: readonly number[]): void {
  if (given[0] !== same[0] || given[1] !== same[1]) node.refuse('resizes batch or channels');
}
