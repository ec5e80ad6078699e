/** A kind of file that is not safetensors, and how its tensors get into one that is. */
export interface OtherFormat {
  /** `a PyTorch checkpoint`. */
  readonly what: string;
  readonly hint: string;
}

/** How many bytes from the beginning of a file `recogniseFormat` looks at. */
export const RECOGNISED_BYTES = 512;

const TORCH_HINT =
  'convert it in Python: from safetensors.torch import save_file; ' +
  'save_file(torch.load(path, map_location="cpu", weights_only=True), "weights.safetensors"), ' +
  'with ["state_dict"] behind torch.load(…) where the checkpoint holds more than tensors';
const ARRAYS_HINT =
  'convert it in Python: from safetensors.numpy import save_file; ' +
  'save_file(dict(numpy.load(path)), "weights.safetensors")';
const KERAS_HINT =
  'load the model in Keras and save {weight.path: weight.numpy()} of its weights with ' +
  'safetensors.numpy.save_file; kernels [height, width, in, out] become [out, in, height, width]';
const ONNX_HINT =
  'save its initializers in Python with safetensors.numpy.save_file: ' +
  '{i.name: onnx.numpy_helper.to_array(i) for i in onnx.load(path).graph.initializer}';

/** What people take for a safetensors file, by its first bytes (https://www.garykessler.net). */
export function recogniseFormat(start: Uint8Array): OtherFormat | undefined {
  // One character per byte.
  const text = Array.from(start, (byte) => String.fromCharCode(byte)).join('');
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    return {
      what: 'a pointer of Git LFS',
      hint: 'fetch the file that it stands for with git lfs pull',
    };
  }
  if (text.startsWith('PK\x03\x04')) return recogniseArchive(text);
  // A pickle of protocol 2 to 5, which PyTorch wrote before version 1.6.
  if (/^\x80[\x02-\x05]/.test(text)) return { what: 'a PyTorch checkpoint', hint: TORCH_HINT };
  if (text.startsWith('\x93NUMPY')) return { what: 'a NumPy array', hint: ARRAY_HINT };
  if (text.startsWith('\x89HDF\r\n\x1a\n')) {
    return { what: 'an HDF5 file, probably weights of Keras', hint: KERAS_HINT };
  }
  if (text.startsWith('GGUF')) {
    return {
      what: 'a GGUF file',
      hint: 'take the safetensors file that it was made from: GGUF mostly holds rounded weights',
    };
  }
  if (text.slice(4, 8) === 'TFL3') {
    return {
      what: 'a TensorFlow Lite model',
      hint: 'take the model that it was made from, whose weights are neither fused nor rounded',
    };
  }
  // A protocol buffer that begins with the version of the IR and then the producer or the opset.
  if (/^\x08[\x01-\x1f][\x12\x3a\x42]/.test(text))
    return { what: 'an ONNX model', hint: ONNX_HINT };
  if (/^\s*<(!doctype html|html|head|\?xml)/i.test(text)) {
    return {
      what: 'a web page',
      hint: 'the download gave a page instead of the file: is a login or another address needed?',
    };
  }
  if (/^\s*\{/.test(text)) {
    return {
      what: 'a JSON text',
      hint: 'an index of a checkpoint in several files? Load it in Python and save it as one file',
    };
  }
  if (/^(\x1f\x8b|\xfd7zXZ\0|\x28\xb5\x2f\xfd|BZh|7z\xbc\xaf)/.test(text)) {
    return { what: 'a compressed file', hint: 'unpack it first' };
  }
  return undefined;
}

const ARRAY_HINT =
  'convert it in Python: from safetensors.numpy import save_file; ' +
  'save_file({"name": numpy.load(path)}, "weights.safetensors")';

/** A zip archive is told by the name of its first entry, behind a header of 30 bytes. */
function recogniseArchive(text: string): OtherFormat {
  const length = text.charCodeAt(26) + 256 * text.charCodeAt(27);
  const first = text.slice(30, 30 + length);
  if (first.endsWith('.npy')) return { what: 'an archive of NumPy arrays', hint: ARRAYS_HINT };
  if (/^(metadata\.json|config\.json|model\.weights\.h5)$/.test(first)) {
    return { what: 'a Keras model', hint: KERAS_HINT };
  }
  if (/(^|\/)(data\.pkl|\.format_version|byteorder|version)$/.test(first)) {
    return { what: 'a PyTorch checkpoint', hint: TORCH_HINT };
  }
  return { what: 'a zip archive', hint: 'unpack it first' };
}
