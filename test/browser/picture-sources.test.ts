import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OutputPicture, OutputValue } from '../../runtime/outputs.js';
import type { Network } from '../../runtime/load.js';
import { describeBrowser, plainHttpHost } from '../support/browser.js';
import { bundleFiles } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';
import { pngFrom, RGB } from '../support/png.js';
import { handwrittenInputs, handwrittenPictures, only } from '../support/programs.js';
import { loadProgram } from '../support/run-program.js';
import type { Answer } from '../support/server.js';
import { serve } from '../support/server.js';

/** What `pages/picture-sources.js` reports. */
interface Report {
  readonly answers: Readonly<Record<string, Answered>>;
  readonly video: { readonly given: Answered; readonly drawn: Answered };
  readonly order: readonly { name: string; data?: number[]; code?: string }[];
  readonly refusals: Readonly<Record<string, string>>;
}

interface Answered {
  readonly isImageData: boolean;
  readonly data: readonly number[];
}

const program = handwrittenPictures({ fit: 'stretch', resize: 'bilinear' });
const picture = {
  width: 8,
  height: 4,
  data: Uint8Array.from({ length: 96 }, (_, at) => (at * 89) % 256),
};

describeBrowser('pictures as a page has them', (open) => {
  test('give the answer that their pixels give, or say why not', async () => {
    const page = (name: string): Answer => ({
      body: readFileSync(join(projectRoot, 'test/browser/pages', name)),
    });
    const form = { width: 8, height: 4, depth: 8, colour: RGB };
    const png = pngFrom(form, [...picture.data]);
    const answers = new Map<string, Answer>([
      [
        'index.html',
        {
          body: '<!doctype html><p id="result"></p><script type="module" src="picture-sources.js"></script>',
        },
      ],
      ['picture-sources.js', page('picture-sources.js')],
      ['picture.png', { type: 'image/png', body: png }],
      ...[...bundleFiles(only('wasm', program))].map(([name, body]) => [name, { body }] as const),
    ]);
    const server = await serve(answers, { policy: null });
    try {
      const foreign = `${server.url.replace('127.0.0.1', plainHttpHost)}picture.png`;
      const report = await reportOf(
        `${server.url}index.html?foreign=${encodeURIComponent(foreign)}`,
      );

      const network = (await loadProgram(program, 'wasm')) as Network<OutputValue>;
      const { gain } = handwrittenInputs;
      const pixelsOf = async (given: object): Promise<number[]> => [
        ...((await network.run({ picture: given, gain })).scaled as OutputPicture).data,
      ];
      const expected = await pixelsOf(picture);
      const black = await pixelsOf({ ...picture, data: new Uint8Array(96) });
      expect(new Set(expected).size).toBeGreaterThan(4);

      for (const name of ['file', 'image', 'bitmap', 'canvas', 'offscreen', 'pixels', 'frame']) {
        expect(report.answers[name], name).toEqual({ isImageData: true, data: expected });
      }
      expect(report.video.given).toEqual(report.video.drawn);
      expect(report.order.filter(({ code }) => code === undefined)).toEqual([
        { name: 'file', data: expected },
        { name: 'changing', data: expected },
        { name: 'black', data: black },
        { name: 'again', data: expected },
        { name: 'later', data: expected },
      ]);
      // One that fails may do so before those that were started earlier.
      expect(report.order).toContainEqual({ name: 'text', code: 'input/picture' });
      const none = 'has no pixels: it is not loaded yet, broken, empty or closed.';
      expect(report.refusals).toEqual({
        loading: `input/picture: The HTMLImageElement for input 'picture' ${none}`,
        broken: `input/picture: The HTMLImageElement for input 'picture' ${none}`,
        closed: `input/picture: The ImageBitmap for input 'picture' ${none}`,
        ended: `input/picture: The VideoFrame for input 'picture' ${none}`,
        silent: `input/picture: The HTMLVideoElement for input 'picture' ${none}`,
        empty: `input/picture: The OffscreenCanvas for input 'picture' ${none}`,
        foreign: expect.stringMatching(
          /^input\/picture: The HTMLImageElement for input 'picture' cannot be read: .*tainted.* Load it with CORS: crossOrigin = "anonymous"\.$/,
        ) as string,
        text: expect.stringMatching(
          /^input\/picture: The Blob for input 'picture' cannot be decoded: .*decoded/,
        ) as string,
        element:
          "input/type: The input 'picture' is a Float32Array (picture: f32[1,3,2,4]) or pixels, an ImageData, " +
          'an ImageBitmap, a canvas, an image or video element, a VideoFrame or a Blob, not HTMLBodyElement.',
      });
    } finally {
      await server.close();
    }
  });

  async function reportOf(url: string): Promise<Report> {
    const tab = await open();
    const problems: string[] = [];
    tab.on('pageerror', (error) => problems.push(error.message));
    await tab.goto(url);
    await tab.waitForSelector('#result.done', { timeout: 30_000 }).catch((cause: unknown) => {
      throw new Error(`no result; ${problems.join('; ')}`, { cause });
    });
    return JSON.parse((await tab.textContent('#result')) ?? '') as Report;
  }
});
