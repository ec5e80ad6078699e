import type { KernelStage, Node, OpNode } from './graph.js';
import { stagesOf } from './kernel.js';
import type { PoolingAttributes } from './ops/shared/pooling.js';

/** A kernel whose result is pooled before anything of it leaves the cache. */
export interface PooledStages {
  readonly produced: KernelStage;
  readonly pooled: KernelStage;
}

/** The two stages of a kernel that pools its own result; undefined for one that does not. */
export function pooledStages(node: Node): PooledStages | undefined {
  const [produced, pooled] = stagesOf(node);
  return pooled === undefined ? undefined : { produced, pooled };
}

export function isPooling({ op }: OpNode): boolean {
  return op === 'max_pool' || op === 'avg_pool';
}

/** How far apart windows are along rows and columns. */
export function poolingStrides(pool: OpNode): readonly number[] {
  return (pool.attributes as PoolingAttributes).strides;
}
