import type { InstanceNormAttributes } from '../../ir/ops/instance_norm.js';
import { featureMapNorm } from './shared/feature-map-norm.js';

/** Each channel is a group. */
export const instanceNorm = featureMapNorm<InstanceNormAttributes>(({ output }) => output.shape[1]);
