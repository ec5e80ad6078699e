import type { KernelStage, Node } from './graph.js';
import { stagesOf } from './kernel.js';
import type { PoolingWindow } from './op.js';
import { poolingWindow } from './traits.js';

/** A kernel whose result is pooled before anything of it leaves the cache. */
export interface PooledStages {
  readonly produced: KernelStage;
  readonly pooled: KernelStage;
  readonly window: PoolingWindow;
  /** Of the feature map between both, `KernelNode.bandRows`. */
  readonly bandRows?: number;
}

/** The two stages of a kernel that pools its own result; undefined for one that does not. */
export function pooledStages(node: Node): PooledStages | undefined {
  const [produced, pooled] = stagesOf(node);
  const window = pooled && poolingWindow(pooled.root);
  const bandRows = node.kind === 'kernel' ? node.bandRows : undefined;
  return pooled && window && { produced, pooled, window, ...(bandRows && { bandRows }) };
}
