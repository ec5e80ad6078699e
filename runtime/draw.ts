import { fail, reason } from './errors.js';
import type { Picture } from './inputs.js';
import { kindOf } from './tensors.js';

/** What of the sources tells their size, and whether there is something to draw. */
interface Source {
  readonly width: number;
  readonly height: number;
  readonly naturalWidth?: number;
  readonly naturalHeight?: number;
  readonly complete?: boolean;
  readonly videoWidth?: number;
  readonly videoHeight?: number;
  readonly readyState?: number;
  readonly displayWidth?: number;
  readonly displayHeight?: number;
}

/** HTMLMediaElement.HAVE_CURRENT_DATA. */
const HAS_FRAME = 2;

/** Whether a canvas can draw it, judged by its tag: there are none of these classes outside a page. */
export function isDrawable(value: unknown): boolean {
  return /^(HTML(Image|Canvas|Video)Element|ImageBitmap|OffscreenCanvas|VideoFrame)$/.test(
    kindOf(value),
  );
}

/**
 * The pixels of a picture at its own size, so that no browser's scaling comes into them: those of a
 * video are of the frame that it shows. Throws `input/picture`.
 */
export function draw(name: string, value: unknown): Picture {
  const source = value as Source;
  const width = source.naturalWidth ?? source.videoWidth ?? source.displayWidth ?? source.width;
  const height =
    source.naturalHeight ?? source.videoHeight ?? source.displayHeight ?? source.height;
  const { complete = true, readyState = HAS_FRAME } = source;
  // A canvas would draw nothing and say nothing.
  if (!complete || readyState < HAS_FRAME || !(width * height)) {
    failPicture(name, value, 'has no pixels: it is not loaded yet, broken, empty or closed.');
  }
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new Error(`no canvas of ${width} x ${height} pixels`);
    context.drawImage(value as CanvasImageSource, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    const isForeign = (error as Error).name === 'SecurityError';
    const hint = isForeign ? ' Load it with CORS: crossOrigin = "anonymous".' : '';
    failPicture(name, value, `cannot be read: ${reason(error)}${hint}`);
  }
}

/** The pixels of a file. Throws `input/picture`. */
export async function decode(name: string, file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    failPicture(name, file, `cannot be decoded: ${reason(error)}`);
  }
}

function failPicture(name: string, value: unknown, problem: string): never {
  fail('input/picture', `The ${kindOf(value)} for input '${name}' ${problem}`);
}
