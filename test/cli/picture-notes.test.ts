import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileName } from '../../cli/input/decoders/colour-profile.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { decoded, fixturePicture } from '../support/decoded.js';
import { withSegment } from '../support/exif.js';
import { projectRoot } from '../support/paths.js';
import { GREY, RGBA, pngChunk, pngFrom } from '../support/png.js';

const SRGB = [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141];
const DISPLAY_P3 = [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841];

function fixed(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(Math.round(value * 65536), index * 4));
  return bytes;
}

const tagged = (type: string, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from(`${type}\0\0\0\0`, 'latin1'), ...parts]);

/** An ICC profile of primaries, X, Y, Z each, a curve and a name. */
function icc(primaries: readonly number[], curve: Buffer, description: Buffer): Buffer {
  const tags: [string, Buffer][] = [
    ['desc', description],
    ['rTRC', curve],
    ...['r', 'g', 'b'].map((colour, index): [string, Buffer] => [
      `${colour}XYZ`,
      tagged('XYZ ', fixed(...primaries.slice(index * 3, index * 3 + 3))),
    ]),
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let begin = 128 + table.length;
  tags.forEach(([name, { length }], index) => {
    table.write(name, 4 + index * 12, 'latin1');
    table.writeUInt32BE(begin, 8 + index * 12);
    table.writeUInt32BE(length, 12 + index * 12);
    begin += length;
  });
  return Buffer.concat([Buffer.alloc(128), table, ...tags.map(([, tag]) => tag)]);
}

/** A curve of 1024 entries, as that of sRGB is mostly given. */
const table = tagged('curv', Buffer.from([0, 0, 4, 0]), Buffer.alloc(2048));
const gamma = tagged('curv', Buffer.from([0, 0, 0, 1, 2, 51]));
const ascii = (text: string): Buffer =>
  tagged('desc', Buffer.from([0, 0, 0, text.length + 1]), Buffer.from(`${text}\0`));
const unicode = (text: string): Buffer => {
  const letters = Buffer.from(text, 'utf16le').swap16();
  const record = Buffer.from([0, 0, 0, 1, 0, 0, 0, 12, 0x65, 0x6e, 0, 0, 0, 0, 0, letters.length]);
  return tagged('mluc', record, Buffer.from([0, 0, 0, 28]), letters);
};

describe('a colour profile', () => {
  it('has a name, in either of two forms', () => {
    expect(profileName(icc(DISPLAY_P3, table, ascii('Display P3')))).toBe('Display P3');
    expect(profileName(icc(DISPLAY_P3, table, unicode('Farbraum größer')))).toBe('Farbraum größer');
    expect(profileName(icc(DISPLAY_P3, table, ascii('')))).toBe('a profile without a name');
  });

  it('is not worth a word when it is that of sRGB, whatever its name', () => {
    expect(profileName(icc(SRGB, table, ascii('c2')))).toBeUndefined();
    expect(profileName(icc(SRGB, gamma, ascii('sRGB with a power')))).toBe('sRGB with a power');
  });

  it('may be damaged, and then has none', () => {
    const whole = icc(DISPLAY_P3, table, unicode('Display P3'));
    expect(profileName(new Uint8Array(0))).toBeUndefined();
    for (let length = 0; length < 320; length++) {
      expect(() => profileName(whole.subarray(0, length))).not.toThrow();
    }
  });

  it('is found in JPEG, in pieces, and in PNG', async () => {
    const profile = icc(DISPLAY_P3, table, ascii('Display P3'));
    const piece = (number: number, part: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(`ICC_PROFILE\0${String.fromCharCode(number, 2)}`, 'latin1'),
        part,
      ]);
    // The last to be put in comes first.
    const second = withSegment(fixturePicture('420.jpg'), 0xe2, piece(2, profile.subarray(300)));
    const jpeg = withSegment(second, 0xe2, piece(1, profile.subarray(0, 300)));
    expect((await decoded('a.jpg', jpeg)).profile).toBe('Display P3');

    const grey = { width: 1, height: 1, depth: 8, colour: GREY };
    const png = async (...chunks: Buffer[]): Promise<string | undefined> =>
      (await decoded('a.png', pngFrom(grey, [7], chunks))).profile;
    const embedded = Buffer.concat([Buffer.from('P3\0\0'), deflateSync(profile)]);
    const gammaOf = (value: number): Buffer => {
      const data = Buffer.alloc(4);
      data.writeUInt32BE(value);
      return pngChunk('gAMA', data);
    };
    const primaries = pngChunk('cHRM', Buffer.alloc(32));
    const srgb = pngChunk('sRGB', Buffer.alloc(1));
    expect(await png(pngChunk('iCCP', embedded))).toBe('Display P3');
    expect(await png(pngChunk('iCCP', embedded.subarray(0, 20)))).toBeUndefined();
    expect(await png()).toBeUndefined();
    // As browsers have it: 1 / 2.2 alone is nothing special, and sRGB goes before.
    expect(await png(gammaOf(45455))).toBeUndefined();
    expect(await png(gammaOf(100000))).toBe('gamma 1');
    expect(await png(gammaOf(45455), primaries)).toBe('primaries of its own');
    expect(await png(gammaOf(100000), srgb)).toBeUndefined();
    expect(await png(pngChunk('cICP', Buffer.from([12, 13, 0, 1])), srgb)).toBe('cICP 12/13');
    expect(await png(pngChunk('cICP', Buffer.from([1, 13, 0, 1])))).toBeUndefined();
  });
});

describe('what is done to a picture', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await temporaryFolder();
    await writeFile(
      join(cwd, 'n.net'),
      'network n { input p: image(2, 2, grey)\n output y = relu(p) }\n',
    );
  });
  const run = async (file: string): Promise<{ stderr: string; data: number[] }> => {
    const { code, stdout, stderr } = await netloom(['run', 'n.net', '--input', file, '--json'], {
      cwd,
    });
    expect(code).toBe(0);
    const { outputs } = JSON.parse(stdout) as { outputs: { y: { data: number[] } } };
    return { stderr, data: outputs.y.data };
  };

  it('is told in notes', async () => {
    const form = { width: 2, height: 2, depth: 8, colour: RGBA };
    const samples = [
      [9, 9, 9, 255],
      [9, 9, 9, 0],
      [200, 200, 200, 128],
      [0, 0, 0, 255],
    ].flat();
    const linear = pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]));
    await writeFile(join(cwd, 'a.png'), pngFrom(form, samples, [linear]));
    expect(await run('a.png')).toEqual({
      data: [9, 0, 199, 0],
      stderr:
        'note: a.png: its alpha is left out, as in a page: what cannot be seen is black\n' +
        'note: a.png: its colours (gamma 1) are taken as they are; a browser turns them into sRGB\n',
    });
  });
});

describe('a picture that lies on its side', () => {
  it('is seen upright', async () => {
    const digit = `${projectRoot}test/fixtures/pictures/nine-turned.jpg`;
    const { stdout } = await netloom(
      ['run', 'examples/lenet5/lenet5.net', '--input', digit, '--json'],
      { cwd: projectRoot },
    );
    const { outputs } = JSON.parse(stdout) as {
      outputs: { probabilities: { top: { label: string }[] } };
    };
    expect(outputs.probabilities.top[0].label).toBe('9');
  });
});
