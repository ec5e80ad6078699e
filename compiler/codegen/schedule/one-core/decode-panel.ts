import { LEAST_USES } from '../../../ir/memory/workspace.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, scale, subtract, variable } from '../../../lower/formulas/index-expr.js';
import type { Expression, Statement } from '../../../lower/loops/loop-ir.js';
import { mapOperands, rewrite } from '../../../lower/loops/loop-ir.js';
import { packedAddress, packedElements } from '../../packing.js';
import { mapOwnExpressions } from '../../../lower/loops/rewrite-loops.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import type { VectorPlace } from '../nests/loops.js';
import type { DecodedPanel, PlacedCompute } from '../placement/site.js';

/**
 * Decodes the weights that `body` reads at `vector` ahead of it, into memory where it then finds them
 * as f32. Pays when the body uses each of them often enough, `uses` being the number of results per
 * channel; otherwise, and where weights are f32, the body stays as it is.
 */
export function withDecodedPanel(
  { panel }: PlacedCompute,
  vector: VectorPlace,
  uses: number,
  body: readonly Statement[],
): readonly Statement[] {
  if (panel === undefined || uses < LEAST_USES) return body;
  const { weights, buffer } = panel;
  const first = panelStart(panel, vector);
  const step = variable('panel_vector', panelElements(panel) / 4);
  const decode = repeat(step, (index): Statement[] => [
    {
      kind: 'store',
      buffer,
      address: scale(index, 4),
      value: {
        kind: 'load',
        type: 'f32x4',
        buffer: weights.buffer,
        address: add(first, scale(index, 4)),
      },
      lanes: 4,
    },
  ]);
  const decoded = (expression: Expression): Expression =>
    rewrite(expression, (node, inside) =>
      node.kind === 'load' && node.buffer.name === weights.buffer.name
        ? { ...node, buffer, address: subtract(node.address, first) }
        : mapOperands(node, inside),
    );
  return [...decode, ...mapExpressions(body, decoded)];
}

/** Panels lie one after another. */
function panelStart({ weights: { packing } }: DecodedPanel, { start }: VectorPlace): Index {
  return packedAddress(
    packing,
    packing.shape.map((_, axis) => (axis === packing.panel?.axis ? start : 0)),
  );
}

function panelElements({ weights: { packing } }: DecodedPanel): number {
  const { axis = 0, size = 1 } = packing.panel ?? {};
  return packedElements(packing) / Math.ceil(packing.shape[axis] / size);
}

function mapExpressions(
  statements: readonly Statement[],
  map: (expression: Expression) => Expression,
): Statement[] {
  return statements.map((statement): Statement => {
    const mapped = mapOwnExpressions(statement, map);
    return 'body' in mapped ? { ...mapped, body: mapExpressions(mapped.body, map) } : mapped;
  });
}
