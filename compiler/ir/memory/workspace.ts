import type { Node, OpNode, Value } from '../graph.js';
import { rootOf } from '../kernel.js';
import { denseLayout } from '../layout.js';
import type { WorkspaceTensor } from '../op.js';
import { opDefinition } from '../ops/index.js';
import { pooledStages } from '../pooling.js';
import { weightRole } from '../traits.js';
import { elementCount, f32 } from '../types.js';
import { withBand } from './pooled-band.js';

/** What the kernel of `node` keeps aside while it runs, which its root decides. */
export function workspaceTensors(node: Node): readonly WorkspaceTensor[] {
  const root = rootOf(node);
  const types = (values: readonly Value[]) => values.map(({ type }) => type);
  const definition = opDefinition(root.op);
  const own = definition.workspace?.(types(root.inputs), root.attributes, types(root.outputs));
  const pooled = pooledStages(node);
  return pooled === undefined ? (own ?? decodedPanel(root)) : withBand(own ?? [], pooled);
}

/** The tensor of a workspace that holds the weights of some output channels, decoded. */
export const PANEL = 'panel';

/** The most output channels of a panel: those of the widest register tile that has rows. */
export const PANEL_CHANNELS = 8;

/**
 * Where weights are stored in a narrow type and met by many pixels, a kernel on one core decodes them
 * a panel at a time, so that the arithmetic is not done again for every few pixels.
 */
function decodedPanel(node: OpNode): readonly WorkspaceTensor[] {
  const role = weightRole(node);
  if (role?.inputs === undefined || role.taps === 'some') return [];
  const { type, storedAs } = node.inputs[role.operand];
  if (storedAs === undefined) return [];
  const { shape: extents } = type;
  const channels = extents[role.outputs];
  const [y] = node.outputs;
  if (elementCount(y.type.shape) / channels < LEAST_USES) return [];
  const shape = [(elementCount(extents) / channels) * PANEL_CHANNELS];
  return [{ name: PANEL, shape, offset: 0 }];
}

/** Results of a channel from which on decoding ahead pays: four register tiles of four. */
export const LEAST_USES = 16;

/** The memory that holds the workspace of `node`, not yet placed; undefined when it needs none. */
export function workspaceOf(node: Node): Value | undefined {
  const tensors = workspaceTensors(node);
  if (tensors.length === 0) return undefined;
  const elements = tensors.map(({ offset, shape }) => offset + elementCount(shape));
  return {
    name: workspaceName(node.outputs[0].name),
    type: f32(Math.max(...elements)),
    layout: denseLayout(1),
    ...(node.span && { span: node.span }),
  };
}

/** A workspace is called after the value that it helps to compute. */
export function workspaceName(result: string): string {
  return `${result}.workspace`;
}
