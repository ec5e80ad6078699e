/**
 * libjpeg-turbo, which is what Chromium decodes JPEG with, compiled to WebAssembly. The package's own
 * function has no way to get at printing inks, so its module is called directly, by the TurboJPEG API.
 *
 * API: https://libjpeg-turbo.org/Documentation, turbojpeg.h
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Values of `enum TJPF`. */
export const PIXELS = { rgb: { format: 0, bytes: 3 }, cmyk: { format: 11, bytes: 4 } } as const;

/** The decoder gave up, or warned; the message is libjpeg's. */
export class JpegError extends Error {}

const STOP_ON_WARNING = 8192;
/** Pixels are as they should be, though the file isn't. */
const HARMLESS = /extraneous bytes before marker|unknown JFIF|Unknown Adobe/;

interface TurboJpeg {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  tjInitDecompress(): number;
  tjDecompress2(
    ...args: [
      decoder: number,
      file: number,
      fileBytes: number,
      pixels: number,
      width: number,
      rowBytes: number,
      height: number,
      format: number,
      flags: number,
    ]
  ): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * The pixels of a JPEG file, row by row. The size has to be the file's own; at a scale of 1 nothing is
 * resampled but chroma. Throws a JpegError when the file is damaged.
 */
export function decompress(
  file: Uint8Array,
  width: number,
  height: number,
  pixels: (typeof PIXELS)[keyof typeof PIXELS],
): Uint8Array {
  try {
    return attempt(file, width, height, pixels, STOP_ON_WARNING);
  } catch (error) {
    if (!(error instanceof JpegError) || !HARMLESS.test(error.message)) throw error;
    return attempt(file, width, height, pixels, 0);
  }
}

function attempt(
  file: Uint8Array,
  width: number,
  height: number,
  { format, bytes }: (typeof PIXELS)[keyof typeof PIXELS],
  flags: number,
): Uint8Array {
  const turbo = instantiate();
  // The text of the last error is a static array. Like a constant before it, it holds this at first.
  const message = view(turbo).lastIndexOf('No error\0', undefined, 'latin1');
  const source = turbo.malloc(file.length);
  const target = turbo.malloc(width * height * bytes);
  if (source === 0 || target === 0) throw new JpegError('out of memory');
  view(turbo).set(file, source);
  const decoder = turbo.tjInitDecompress();
  let status = -1;
  try {
    status = turbo.tjDecompress2(
      ...([
        decoder,
        source,
        file.length,
        target,
        width,
        width * bytes,
        height,
        format,
        flags,
      ] as const),
    );
  } catch (error) {
    // An instance is used once, so that nothing has to be in order afterwards.
    if (!(error instanceof LongJump) && !(error instanceof WebAssembly.RuntimeError)) throw error;
  }
  if (status !== 0) {
    const text = message < 0 ? '' : view(turbo).toString('latin1', message, message + 200);
    const says = text.split('\0')[0];
    if (flags === STOP_ON_WARNING || !HARMLESS.test(says)) throw new JpegError(says);
  }
  return view(turbo).subarray(target, target + width * height * bytes);
}

/** C's `longjmp`, by which libjpeg leaves when something is wrong. */
class LongJump extends Error {}

function instantiate(): TurboJpeg {
  const wasm = createRequire(import.meta.url).resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm');
  compiled ??= new WebAssembly.Module(readFileSync(wasm));
  const leave = (): never => {
    throw new LongJump();
  };
  const { exports } = new WebAssembly.Instance(compiled, {
    env: { setjmp: () => 0, longjmp: leave },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: () => 0,
      proc_exit: leave,
      fd_close: () => 0,
      fd_seek: () => 0,
      fd_write: leave,
    },
  });
  return exports as unknown as TurboJpeg;
}

/** The memory as it is now; it moves when it grows. */
function view({ memory }: TurboJpeg): Buffer {
  return Buffer.from(memory.buffer);
}
