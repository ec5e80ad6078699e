import { fail } from '../../diagnostics/diagnostic.js';
import type { ConstantData } from '../../ir/graph.js';
import { floatsOf } from '../../ir/op.js';
import type { NarrowType, Shape } from '../../ir/types.js';
import { ROUNDINGS } from './rounding.js';

/** Weights in a narrow type, and what each output channel of the sum is multiplied with. */
export interface NarrowConstant {
  readonly weight: ConstantData;
  readonly scale: ConstantData;
}

/**
 * Splits `weight` into whole or half-precision numbers and one scale per output channel, of
 * `scaleShape`; `channelOf` gives the channel of an element. Nothing is read before somebody asks;
 * then the scales of all channels are kept, so that the tensor is read once for both. Reading throws
 * a DiagnosticError `weights/not-finite` when a weight is infinite or NaN, which no scale can hold.
 */
export function narrowConstant(
  weight: ConstantData,
  storedAs: NarrowType,
  scaleShape: Shape,
  channelOf: (element: number) => number,
): NarrowConstant {
  const rounding = ROUNDINGS[storedAs];
  const channels = scaleShape[0];
  const label = `${storedAs}(${weight.label})`;
  let known: Float32Array | undefined;
  const scalesOf = (data: Float32Array): Float32Array => {
    requireFinite(data, weight.label, storedAs);
    known ??= largestByChannel(data, channels, channelOf).map((largest) =>
      rounding.scaleOf(largest),
    );
    return known;
  };
  return {
    weight: {
      kind: 'constant-data',
      label,
      type: weight.type,
      storedAs,
      read() {
        const data = floatsOf(weight);
        const scales = scalesOf(data);
        return rounding.round(data.map((value, index) => value / scales[channelOf(index)]));
      },
    },
    scale: {
      kind: 'constant-data',
      label: `scale of ${label}`,
      type: { element: 'f32', shape: scaleShape },
      read: () => known ?? scalesOf(floatsOf(weight)),
    },
  };
}

function largestByChannel(
  data: Float32Array,
  channels: number,
  channelOf: (element: number) => number,
): Float32Array {
  const largest = new Float32Array(channels);
  for (let index = 0; index < data.length; index++) {
    const channel = channelOf(index);
    largest[channel] = Math.max(largest[channel], Math.abs(data[index]));
  }
  return largest;
}

function requireFinite(data: Float32Array, label: string, storedAs: NarrowType): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  fail({
    code: 'weights/not-finite',
    title: `element ${index} of "${label}" is ${data[index]}, which ${storedAs} cannot store`,
    hint: 'compile it with --weights-as f32, or mend the weights',
  });
}
