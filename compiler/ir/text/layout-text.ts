import type { Layout } from '../layout.js';
import { denseLayout, sameLayout } from '../layout.js';

/** The axes of pictures and of volumes. */
const AXES: Readonly<Record<number, string>> = { 4: 'nchw', 5: 'ncdhw' };

/**
 * `dense` for row-major order, `rows` when its last axis is padded (`rows/4`), the axes by letter
 * for pictures (`nhwc/4`) and volumes and by number otherwise (`axes(1,0)/4`); behind it `pitch 256` where rows
 * are so many elements apart.
 */
export function layoutText(layout: Layout): string {
  const rank = layout.order.length;
  if (sameLayout(layout, denseLayout(rank))) return 'dense';
  const pad = layout.pad === 1 ? '' : `/${layout.pad}`;
  const pitch = layout.pitch === undefined ? '' : ` pitch ${layout.pitch}`;
  return orderText(layout) + pad + pitch;
}

function orderText({ order }: Layout): string {
  if (order.every((axis, position) => axis === position)) return 'rows';
  const letters: string | undefined = AXES[order.length];
  return letters === undefined
    ? `axes(${order.join(',')})`
    : order.map((axis) => letters[axis]).join('');
}

const LAYOUT =
  /^(rows|[ncdhw]{4,5}|axes\((\d+(?:,\d+)*)\))(?:\/([1-9]\d*))?(?:\s+pitch\s+([1-9]\d*))?$/;

/** The layout of a tensor of `rank` axes that `text` names; `undefined` when it names none. */
export function parseLayout(text: string, rank: number): Layout | undefined {
  if (text === 'dense') return denseLayout(rank);
  const parts = LAYOUT.exec(text);
  if (parts === null) return undefined;
  const [, name, numbers, pad = '1'] = parts;
  const pitch = parts.at(4);
  let order = denseLayout(rank).order;
  if (numbers !== undefined) order = numbers.split(',').map(Number);
  else if (name !== 'rows') {
    order = Array.from(name, (letter) => AXES[name.length].indexOf(letter));
  }
  const isPermutation = order.length === rank && new Set(order).size === rank;
  return isPermutation && order.every((axis) => axis >= 0 && axis < rank)
    ? { order, pad: Number(pad), ...(pitch === undefined ? {} : { pitch: Number(pitch) }) }
    : undefined;
}
