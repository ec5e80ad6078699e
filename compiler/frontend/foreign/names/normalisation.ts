import type { Counterpart } from '../counterpart.js';

/** Normalisation, as other frameworks call them. */
export const NORMALISATION: readonly Counterpart[] = [
  {
    here: 'batch_norm',
    torch:
      'BatchNorm2d BatchNorm1d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d ' +
      'SyncBatchNorm batch_norm',
    keras: 'BatchNormalization',
    onnx: 'BatchNormalization',
    jax: 'BatchNorm',
  },
  {
    here: 'instance_norm',
    torch:
      'InstanceNorm2d InstanceNorm1d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d ' +
      'instance_norm',
    onnx: 'InstanceNormalization',
    jax: 'InstanceNorm',
  },
  {
    here: 'layer_norm',
    torch: 'LayerNorm layer_norm',
    keras: 'LayerNormalization',
    onnx: 'LayerNormalization',
    jax: 'LayerNorm',
  },
  {
    here: 'group_norm',
    torch: 'GroupNorm group_norm',
    keras: 'GroupNormalization',
    onnx: 'GroupNormalization',
    jax: 'GroupNorm',
  },
  {
    here: 'rms_norm',
    torch: 'RMSNorm rms_norm',
    keras: 'RMSNormalization',
    onnx: 'RMSNormalization',
    jax: 'RMSNorm',
  },
  {
    here: 'local_response_norm',
    torch: 'LocalResponseNorm CrossMapLRN2d local_response_norm',
    onnx: 'LRN',
  },
  {
    here: 'l2_normalize',
    torch: 'normalize',
    keras: 'UnitNormalization',
    onnx: 'LpNormalization',
    note: 'with p = 2',
  },
  {
    code: 'x -> instance_norm',
    onnx: 'MeanVarianceNormalization',
    note: 'over height and width',
  },
  {
    torch: 'weight_norm spectral_norm',
    keras: 'SpectralNormalization',
    jax: 'SpectralNorm WeightNorm',
    note: 'save the weight that it computes',
  },
];
