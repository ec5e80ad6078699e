import type { Node } from '../../../ir/graph.js';
import { PANEL, PANEL_CHANNELS, workspaceTensors } from '../../../ir/memory/workspace.js';
import { isNarrow } from '../../../lower/loops/loop-ir.js';
import type { Packing } from '../../packing.js';
import type { Plan } from '../tiling/plan.js';
import type { ConstantSite, DecodedPanel, Site } from './site.js';

/** Where the kernel decodes narrow weights to, if its workspace has room for a panel of them. */
export function decodedPanel(
  node: Node,
  operands: readonly Site[],
  { tileAxis }: Plan,
): DecodedPanel | undefined {
  if (tileAxis === undefined) return undefined;
  if (!workspaceTensors(node).some(({ name }) => name === PANEL)) return undefined;
  const weights = operands.find(
    (site): site is ConstantSite =>
      site.kind === 'constant' && isNarrow(site.buffer) && fitsPanel(site.packing),
  );
  return weights && { buffer: { name: PANEL, space: 'arena' }, weights };
}

function fitsPanel({ order, panel }: Packing): boolean {
  return panel?.axis === order[0] && panel.size <= PANEL_CHANNELS;
}
