import type { GroupNormAttributes } from '../../ir/ops/group_norm.js';
import { featureMapNorm } from './shared/feature-map-norm.js';

export const groupNorm = featureMapNorm<GroupNormAttributes>(({ attributes }) => attributes.groups);
