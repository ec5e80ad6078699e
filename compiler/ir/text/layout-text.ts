import type { Layout } from '../layout.js';
import { denseLayout, sameLayout } from '../layout.js';

const AXES = 'nchw';

/**
 * `dense` for row-major order, `rows` when its last axis is padded (`rows/4`), the axes by letter
 * for pictures (`nhwc/4`) and by number otherwise (`axes(1,0)/4`).
 */
export function layoutText(layout: Layout): string {
  const rank = layout.order.length;
  if (sameLayout(layout, denseLayout(rank))) return 'dense';
  const pad = layout.pad === 1 ? '' : `/${layout.pad}`;
  if (layout.order.every((axis, position) => axis === position)) return `rows${pad}`;
  if (rank === 4) return layout.order.map((axis) => AXES[axis]).join('') + pad;
  return `axes(${layout.order.join(',')})${pad}`;
}

/** The layout of a tensor of `rank` axes that `text` names; `undefined` when it names none. */
export function parseLayout(text: string, rank: number): Layout | undefined {
  if (text === 'dense') return denseLayout(rank);
  const parts = /^(rows|[nchw]{4}|axes\((\d+(?:,\d+)*)\))(?:\/([1-9]\d*))?$/.exec(text);
  if (parts === null) return undefined;
  const [, name, numbers, pad = '1'] = parts;
  let order = denseLayout(rank).order;
  if (numbers !== undefined) order = numbers.split(',').map(Number);
  else if (name !== 'rows') order = Array.from(name, (letter) => AXES.indexOf(letter));
  const isPermutation = order.length === rank && new Set(order).size === rank;
  return isPermutation && order.every((axis) => axis < rank)
    ? { order, pad: Number(pad) }
    : undefined;
}
