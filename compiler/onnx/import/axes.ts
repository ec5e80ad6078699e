import type { ImportNode } from './import-node.js';

/** An axis that may be counted from the end. */
export function axisOf(node: ImportNode, axis: number, rank = node.shape(0).length): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  return node.refuse(`goes along axis ${axis} of ${rank}`);
}

/**
 * Axes that are an attribute in older files and input number `input` since `since`; undefined where there are
 * none.
 */
export function axesOf(node: ImportNode, input: number, since: number): number[] | undefined {
  const given =
    node.opset >= since
      ? node.optional(input) && node.knownIntegers(input, 'axes')
      : node.has('axes')
        ? [...node.integers('axes', [])]
        : undefined;
  return given;
}
