import type { Node, Region } from './graph.js';
import type { PoolingAttributes } from './ops/shared/pooling.js';

/** A fused kernel whose result is pooled before anything of it leaves the cache. */
export interface PooledRegion {
  /** A root and its elementwise tail. */
  readonly produced: readonly Node[];
  /** The pooling of what that computes, and its elementwise tail. */
  readonly pooled: readonly Node[];
}

/** The two halves of a region that pools its own result; undefined for one that does not. */
export function pooledRegion(region: Region | undefined): PooledRegion | undefined {
  const nodes = region?.nodes ?? [];
  const at = nodes.findIndex((node, index) => index > 0 && isPooling(node));
  return at < 0 ? undefined : { produced: nodes.slice(0, at), pooled: nodes.slice(at) };
}

export function isPooling({ op }: Node): boolean {
  return op === 'max_pool' || op === 'avg_pool';
}

/** How far apart windows are along rows and columns. */
export function poolingStrides(pool: Node): readonly number[] {
  return (pool.attributes as PoolingAttributes).strides;
}
