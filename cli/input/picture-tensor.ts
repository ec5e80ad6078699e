import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { InputImage } from '../../compiler/ir/image.js';
import { elementCount } from '../../compiler/ir/types.js';
import { placement } from '../../runtime/fit.js';
import type { FittedImage } from '../../runtime/manifest.js';
import { fillPicture } from '../../runtime/pictures.js';
import { describeInput } from './describe-input.js';
import type { Picture } from './picture.js';

/** A picture as the tensor of an image input of one, by the code that bundles have. Notes what was done to it. */
export function pictureTensor(
  input: GraphInput,
  file: string,
  picture: Picture,
  notes: string[],
): Float32Array {
  const { value, image } = input;
  if (image === undefined) {
    return fail({
      code: 'input/no-image',
      title: `input ${describeInput(input)} is no image, but ${file} is a picture`,
      hint:
        value.type.element === 'f32'
          ? 'declare the input as an image in the source, or give a .npy or .safetensors file'
          : 'give a .npy or .safetensors file of integers, or declare the input as an image: ' +
            'its pixels become f32',
    });
  }
  if (picture.transparent) {
    notes.push(`${file}: its alpha is left out, as in a page: what cannot be seen is black`);
  }
  if (picture.profile !== undefined) {
    notes.push(
      `${file}: its colours (${picture.profile}) are taken as they are; a browser turns them into sRGB`,
    );
  }
  if (isFitted(image)) {
    const done = fitText(picture, image);
    if (done !== undefined) notes.push(`${file}: ${done}`);
  } else if (picture.width !== image.width || picture.height !== image.height) {
    failSize(input, file, picture, image);
  }
  const tensor = new Float32Array(elementCount(value.type.shape));
  fillPicture({ name: value.name, shape: value.type.shape, image }, picture, tensor);
  return tensor;
}

function failSize(input: GraphInput, file: string, picture: Picture, image: InputImage): never {
  const { span } = input.value;
  fail({
    code: 'input/size',
    title: `${file} has ${sizeText(picture)} pixels, but input ${input.value.name} takes ${sizeText(image)}`,
    ...(span && { primary: { span, message: 'this image has no `fit`' } }),
    hint: 'let the source say how other sizes fit: `fit = stretch`, `cover` or `contain`',
  });
}

function isFitted(image: InputImage): image is FittedImage {
  return image.fit !== undefined;
}

/** What is done with a picture; undefined when it stays as it is. */
function fitText(picture: Picture, image: FittedImage): string | undefined {
  const { down, across } = placement(picture, image);
  const scaled = { width: across.to, height: down.to };
  const text = `scaled from ${sizeText(picture)} to ${sizeText(scaled)} pixels`;
  if (sizeText(scaled) !== sizeText(image)) {
    return image.fit === 'cover'
      ? `${text}, of which the middle ${sizeText(image)} are taken`
      : `${text}, in the middle of ${sizeText(image)}`;
  }
  return sizeText(picture) === sizeText(scaled) ? undefined : text;
}

function sizeText({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}×${height}`;
}
