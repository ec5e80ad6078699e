/** What ops and blocks are grouped by in the documentation, in this order, and the title of each group. */
export const FAMILIES = {
  convolution: 'Convolutions',
  matrix: 'Matrix products',
  sequence: 'Sequences',
  pooling: 'Pooling',
  normalisation: 'Normalisation',
  activation: 'Activations',
  arithmetic: 'Arithmetic',
  border: 'Padding and resizing',
  order: 'Order and position',
  reduction: 'Reductions',
  shape: 'Moving elements',
  loss: 'Losses',
  composition: 'Building blocks',
} as const;

export type Family = keyof typeof FAMILIES;
