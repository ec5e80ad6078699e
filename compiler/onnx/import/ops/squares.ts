import type { Value } from '../../../ir/graph.js';
import type { ImportNode, Importer } from '../import-node.js';

/** Depth to space by squares of channels that follow each other (CRD) or lie apart (DCR, the preset). */
export const importDepthToSpace: Importer = (node) => {
  const factor = node.integer('blocksize', 0);
  if (node.text('mode', 'DCR') === 'CRD') {
    return node.computed(node.add('pixel_shuffle', [node.value(0)], { factor }));
  }
  const [n, c, h, w] = node.shape(0);
  const depth = c / factor ** 2;
  return node.computed(
    moved(
      node,
      [n, factor, factor, depth, h, w],
      [0, 3, 4, 1, 5, 2],
      [n, depth, h * factor, w * factor],
    ),
  );
};

/** Squares become channels that lie apart: [N,C,H/b,b,W/b,b] to [N,b,b,C,H/b,W/b]. */
export const importSpaceToDepth: Importer = (node) => {
  const b = node.integer('blocksize', 0);
  const [n, c, h, w] = node.shape(0);
  return node.computed(
    moved(node, [n, c, h / b, b, w / b, b], [0, 3, 5, 1, 2, 4], [n, c * b * b, h / b, w / b]),
  );
};

function moved(
  node: ImportNode,
  apart: readonly number[],
  permutation: readonly number[],
  shape: readonly number[],
): Value {
  const squares = node.add('reshape', [node.value(0)], { shape: apart });
  const turned = node.add('transpose', [squares], { permutation });
  return node.add('reshape', [turned], { shape });
}
