import { reductionOp } from './shared/reduction.js';

export const reduceVariance = reductionOp({
  name: 'reduce_variance',
  summary: 'The variance along some axes: y = Σ (x − mean)² / n for n elements.',
  conventions:
    'It divides by n, as NumPy, Keras and all normalisations do; PyTorch divides by n − 1 unless told.',
  reduce(elements) {
    const mean = elements.reduce((sum, x) => sum + x, 0) / elements.length;
    return elements.reduce((sum, x) => sum + (x - mean) ** 2, 0) / elements.length;
  },
});
