import type { Attributes } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { f32 } from '../types.js';
import { resolvePadding, windowOutput } from './shared/window.js';

export interface Conv2dAttributes extends Attributes {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** top, left, bottom, right: zeros around the picture. */
  readonly pads: readonly number[];
  readonly groups: number;
}

export const conv2d: OpDefinition<Conv2dAttributes> = {
  name: 'conv2d',
  summary:
    'Cross-correlation, what every framework calls convolution: ' +
    'y[n,o,r,c] = b[o] + Σ x[n, g·I + i, r·s + ky·d − p, c·s + kx·d − p] · w[o,i,ky,kx], ' +
    'x being zero outside the picture. Input [N,C,H,W], weight [O,C/groups,kh,kw], bias [O]; ' +
    'output [N,O,⌊(H + pads − d(kh−1) − 1)/s⌋ + 1, …].',
  inputs: [{ name: 'x' }, { name: 'weight' }, { name: 'bias', optional: true }],
  attributes: {
    strides: { kind: 'integers', doc: 'vertical and horizontal step of the window' },
    dilations: { kind: 'integers', doc: 'distance between the taps of the kernel' },
    pads: { kind: 'integers', doc: 'rows and columns of zeros: top, left, bottom, right' },
    groups: { kind: 'integer', doc: 'input and output channels are split into this many groups' },
  },

  infer([x, weight, bias], attributes) {
    if (x.shape.length !== 4) {
      throw new ShapeError(
        'rank',
        `conv needs an input of rank 4 (N, C, H, W), but got [${x.shape.join(',')}]`,
        { input: 0 },
      );
    }
    const [batch, channels] = x.shape;
    const [outputs, inputsPerGroup, ...kernel] = weight.shape;
    if (weight.shape.length !== 4 || inputsPerGroup * attributes.groups !== channels) {
      throw new ShapeError(
        'channels',
        `the weight [${weight.shape.join(',')}] with ${attributes.groups} group(s) reads ` +
          `${inputsPerGroup * attributes.groups} channels, but the input has ${channels}`,
        { input: 1, otherInput: 0 },
      );
    }
    if (outputs % attributes.groups !== 0) {
      throw new ShapeError(
        'groups',
        `${outputs} output channels cannot be split into ${attributes.groups} groups`,
        { argument: 'groups' },
      );
    }
    if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) {
      throw new ShapeError(
        'bias',
        `the bias [${bias.shape.join(',')}] does not match ${outputs} output channels`,
        { input: 2, otherInput: 1 },
      );
    }
    const [height, width] = windowOutput('conv', x.shape.slice(2), { kernel, ...attributes });
    return [f32(batch, outputs, height, width)];
  },

  evaluate([x, weight, bias], { strides, dilations, pads, groups }, [type]) {
    const [, channels, height, width] = x.shape;
    const [outputs, inputsPerGroup, kernelHeight, kernelWidth] = weight.shape;
    const y = zeros(type.shape);
    const [batch, , rows, columns] = type.shape;
    const outputsPerGroup = outputs / groups;
    let at = 0;
    for (let n = 0; n < batch; n++) {
      for (let o = 0; o < outputs; o++) {
        const firstChannel = Math.floor(o / outputsPerGroup) * inputsPerGroup;
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            let sum = bias === undefined ? 0 : bias.data[o];
            for (let i = 0; i < inputsPerGroup; i++) {
              const plane = (n * channels + firstChannel + i) * height;
              for (let ky = 0; ky < kernelHeight; ky++) {
                const inputRow = row * strides[0] + ky * dilations[0] - pads[0];
                if (inputRow < 0 || inputRow >= height) continue;
                for (let kx = 0; kx < kernelWidth; kx++) {
                  const inputColumn = column * strides[1] + kx * dilations[1] - pads[1];
                  if (inputColumn < 0 || inputColumn >= width) continue;
                  sum +=
                    x.data[(plane + inputRow) * width + inputColumn] *
                    weight.data[((o * inputsPerGroup + i) * kernelHeight + ky) * kernelWidth + kx];
                }
              }
            }
            y.data[at++] = sum;
          }
        }
      }
    }
    return [y];
  },

  macs([, weight], _attributes, [y]) {
    const [, inputsPerGroup, kernelHeight, kernelWidth] = weight.shape;
    const [batch, outputs, rows, columns] = y.shape;
    return batch * outputs * rows * columns * inputsPerGroup * kernelHeight * kernelWidth;
  },

  window([, weight], { strides, dilations }) {
    return { kernel: weight.shape.slice(2), stride: strides, dilation: dilations };
  },

  surface: {
    name: 'conv',
    arguments: [
      { name: 'channels', kind: 'integer', doc: 'output channels' },
      { name: 'kernel', kind: 'pair', doc: 'height and width of the window' },
      { name: 'stride', kind: 'pair', default: 1, doc: 'step of the window' },
      { name: 'padding', kind: 'padding', default: 0, doc: 'zeros around the picture' },
      { name: 'dilation', kind: 'pair', default: 1, doc: 'distance between taps' },
      { name: 'groups', kind: 'integer', default: 1, doc: 'independent channel groups' },
      { name: 'bias', kind: 'boolean', default: true, doc: 'add a bias per output channel' },
    ],
    weights(args, [x]) {
      const channels = args.channels as number;
      const [kernelHeight, kernelWidth] = args.kernel as number[];
      const weight = {
        name: 'weight',
        shape: [channels, inputChannelsPerGroup(args, x.shape[1]), kernelHeight, kernelWidth],
      };
      return args.bias === true ? [weight, { name: 'bias', shape: [channels] }] : [weight];
    },
    attributes(args, [x]) {
      inputChannelsPerGroup(args, x.shape[1]);
      const strides = args.stride as number[];
      const dilations = args.dilation as number[];
      const kernel = args.kernel as number[];
      const pads = resolvePadding(args.padding, x.shape.slice(2), { kernel, strides, dilations });
      return { strides, dilations, pads, groups: args.groups as number };
    },
  },
};

function inputChannelsPerGroup(args: SurfaceValues, channels: number): number {
  const groups = args.groups as number;
  if (channels % groups !== 0) {
    throw new ShapeError(
      'groups',
      `${channels} input channels cannot be split into ${groups} groups`,
      { input: 0, argument: 'groups' },
    );
  }
  return channels / groups;
}
