import type { Channels, OutputImage } from '../../ir/image.js';
import { CHANNELS } from '../../ir/image.js';
import type * as ast from '../syntax/ast.js';
import type { Context } from './context.js';
import { failAt } from './context.js';
import type { DraftValue } from './draft.js';
import { evaluateArguments } from './evaluate.js';
import type { ImageParameters } from './image-arguments.js';
import { ImageArguments } from './image-arguments.js';
import { readPixelRange } from './pixel-range.js';

const PARAMETERS: ImageParameters = {
  code: 'output/image',
  positional: {
    channels: 'rgb, bgr, rgba or grey',
    scale: 'as of an input: what makes pixels 0..255 into the scaled pixel',
    mean: 'as of an input: what is subtracted from the scaled pixel',
    std: 'as of an input: what the difference is divided by',
  },
  named: {},
};

/** What a tensor of so many channels is when nothing else is said. */
const USUAL: Readonly<Partial<Record<number, Channels>>> = { 1: 'grey', 3: 'rgb', 4: 'rgba' };

/**
 * `image(channels, scale = 1, mean = 0, std = 1)` of an output: the pixels are (tensor · std + mean) /
 * scale, what `image` of an input says the other way round.
 */
export function readOutputImage(
  context: Context,
  { name, arguments: given, span }: ast.DeclaredType,
  value: DraftValue,
): OutputImage | undefined {
  const site = { name: name.text, calleeSpan: name.span, span };
  const read = new ImageArguments(context, site, PARAMETERS, evaluateArguments(given, context));
  const { shape } = value.type;
  const usual = shape.length === 4 ? USUAL[shape[1]] : undefined;
  const secondary = [
    { span: value.span, message: `a tensor [${shape.join(',')}] comes from here` },
  ];
  if (usual === undefined) {
    failAt(
      context,
      'output/image',
      `a tensor [${shape.join(',')}] is no image`,
      { span: name.span, message: 'of 1, 3 or 4 channels' },
      { secondary, hint: 'an image is [N,C,height,width] with C 1, 3 or 4' },
    );
    return undefined;
  }
  const channels = read.word('channels', Object.keys(CHANNELS) as Channels[], usual);
  if (!read.failed && CHANNELS[channels] !== shape[1]) {
    failAt(
      context,
      'output/image',
      `\`${channels}\` is ${CHANNELS[channels]} channels, but the tensor has ${shape[1]}`,
      { span, message: channels },
      { secondary },
    );
    return undefined;
  }
  const range = readPixelRange(read, channels);
  return read.failed ? undefined : { channels, ...range };
}
