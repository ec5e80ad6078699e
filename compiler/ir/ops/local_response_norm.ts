import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { forEachElement, read4, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireInteger } from './shared/checks.js';
import { power } from './shared/power.js';

export interface LocalResponseNormAttributes extends Attributes {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

export const localResponseNorm: OpDefinition<LocalResponseNormAttributes> = {
  name: 'local_response_norm',
  summary:
    'Divides by the energy of neighbouring channels: ' +
    'y[c] = x[c] / (k + α/size · Σ x[j]²)^β for the channels j from c − ⌊size/2⌋ on, `size` of them, ' +
    'where there are such (Krizhevsky et al. 2012). Input and output [N,C,H,W].',
  inputs: [{ name: 'x' }],
  attributes: {
    size: { kind: 'integer', doc: 'channels that are taken together' },
    alpha: { kind: 'number', doc: 'weight of the mean of squares' },
    beta: { kind: 'number', doc: 'the exponent' },
    k: { kind: 'number', doc: 'what is added to the mean' },
  },

  infer([x], { size }) {
    requireAxes('local_response_norm', x, PICTURE_AXES, 0);
    requireInteger('local_response_norm', 'size', size, 1);
    return [x];
  },

  evaluate([x], { size, alpha, beta, k }, [type]) {
    const y = zeros(type);
    const first = Math.floor(size / 2);
    forEachElement(type.shape, ([n, c, row, column], at) => {
      let sum = 0;
      for (let j = Math.max(0, c - first); j < Math.min(x.shape[1], c - first + size); j++) {
        sum += read4(x, n, j, row, column) ** 2;
      }
      write(y, at, read4(x, n, c, row, column) / power(k + (alpha / size) * sum, beta));
    });
    return [y];
  },

  surface: {
    name: 'local_response_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 7, 1, 1)', 'output y = x -> local_response_norm(5)'],
    conventions:
      'α is divided by the size, as in PyTorch, ONNX and Caffe; the paper does not, so its 1e-4 with 5 ' +
      'channels is 5e-4 here, with k = 2. An even size has one more channel before than behind, as in ' +
      'PyTorch; ONNX Runtime has odd sizes alone.',
    arguments: [
      { name: 'size', kind: 'integer', doc: 'channels that are taken together' },
      { name: 'alpha', kind: 'number', default: 0.0001, doc: 'weight of the mean of squares' },
      { name: 'beta', kind: 'number', default: 0.75, doc: 'the exponent' },
      { name: 'k', kind: 'number', default: 1, doc: 'what is added to the mean' },
    ],
    attributes(args) {
      const size = args.size as number;
      requireInteger('local_response_norm', 'size', size, 1);
      const [alpha, beta, k] = [args.alpha, args.beta, args.k] as number[];
      return { size, alpha, beta, k };
    },
  },
};
