import { load } from './handwritten.js';

/**
 * What a page or a worker does with a network: loads it, runs it on a tensor and on pixels, and
 * reports plain data.
 */
export async function classify(target, base) {
  try {
    const net = await load({ target, base });
    const gain = Float32Array.of(2, -3);
    const picture = Float32Array.from({ length: 24 }, (_, i) => i - 7);
    const first = await net.run({ picture, gain });
    const again = await net.run({ picture, gain });
    const pixels = await net.run({ picture: paint(), gain });
    net.dispose();
    return { target: net.target, first: plain(first), again: plain(again), pixels: plain(pixels) };
  } catch (error) {
    return { code: error.code, message: error.message };
  }
}

/** An ImageData out of a canvas: channel c of pixel p is 10 (3 p + c). */
function paint() {
  const context = new OffscreenCanvas(4, 2).getContext('2d');
  for (let p = 0; p < 8; p++) {
    context.fillStyle = `rgb(${30 * p} ${30 * p + 10} ${30 * p + 20})`;
    context.fillRect(p % 4, p >> 2, 1, 1);
  }
  return context.getImageData(0, 0, 4, 2);
}

function plain(outputs) {
  return Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name, [...data]]));
}
