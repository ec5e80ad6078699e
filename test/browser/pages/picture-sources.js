import { load } from './handwritten.js';

/**
 * Hands a network the picture in picture.png in every form that a page may have it in, and forms that
 * have no pixels, and reports plain data.
 */
const foreign = new URLSearchParams(location.search).get('foreign');
const gain = Float32Array.of(2, -3);
const net = await load({ target: 'wasm' });

const file = await (await fetch('picture.png')).blob();
const image = await loaded('picture.png');
const bitmap = await createImageBitmap(file);
const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 4 });
canvas.getContext('2d').drawImage(image, 0, 0);
const offscreen = new OffscreenCanvas(8, 4);
offscreen.getContext('2d').drawImage(image, 0, 0);
const pixels = offscreen.getContext('2d').getImageData(0, 0, 8, 4);
const frame = new VideoFrame(canvas, { timestamp: 0 });
const video = await playing(canvas);

const sources = { file, image, bitmap, canvas, offscreen, pixels, frame };
const report = { answers: {}, refusals: {} };
for (const [name, picture] of Object.entries(sources)) report.answers[name] = await answer(picture);
// A video's colours are not quite those of the picture, but those that a canvas gets of it.
report.video = { given: await answer(video), drawn: await answer(drawn(video)) };
report.order = await order();

frame.close();
const closed = await createImageBitmap(file);
closed.close();
const refused = {
  loading: new Image(8, 4),
  broken: await loaded('missing.png').catch(({ target }) => target),
  closed,
  ended: frame,
  silent: document.createElement('video'),
  empty: new OffscreenCanvas(0, 4),
  foreign: await loaded(foreign),
  text: new Blob(['no picture']),
  element: document.body,
};
refused.loading.src = 'picture.png?later';
for (const [name, picture] of Object.entries(refused)) {
  report.refusals[name] = await net.run({ picture, gain }).then(
    () => 'accepted',
    ({ code, message }) => `${code}: ${message}`,
  );
}

const result = document.querySelector('#result');
result.textContent = JSON.stringify(report);
result.className = 'done';

async function answer(picture) {
  const { scaled } = await net.run({ picture, gain });
  return { isImageData: scaled instanceof ImageData, data: [...scaled.data] };
}

/** Runs finish in the order they were started, with what they were given then, also behind a file. */
async function order() {
  const finished = [];
  const changing = new ImageData(pixels.data.slice(), 8, 4);
  const start = (name, picture) =>
    net.run({ picture, gain }).then(
      ({ scaled }) => finished.push({ name, data: [...scaled.data] }),
      ({ code }) => finished.push({ name, code }),
    );
  const first = start('file', file);
  const second = start('changing', changing);
  changing.data.fill(0);
  const third = start('text', new Blob(['no picture']));
  const fourth = start('black', changing);
  const fifth = start('again', file);
  await Promise.all([first, second, third, fourth, fifth]);
  await start('later', pixels);
  return finished;
}

function loaded(src) {
  const picture = new Image();
  return new Promise((resolve, reject) => {
    picture.onload = () => resolve(picture);
    picture.onerror = reject;
    picture.src = src;
  });
}

async function playing(drawing) {
  const element = Object.assign(document.createElement('video'), { muted: true });
  element.srcObject = drawing.captureStream();
  await element.play();
  return element;
}

function drawn(source) {
  const copy = new OffscreenCanvas(8, 4).getContext('2d');
  copy.drawImage(source, 0, 0);
  return copy.getImageData(0, 0, 8, 4);
}
