import type { Graph, Value } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { MemoryReport, PlacedBuffer } from '../../compiler/passes/plan-memory.js';
import { table } from '../text/table.js';
import { byteSize, grouped } from '../text/units.js';
import { widthOf } from '../text/width.js';
import { wrap } from '../text/wrap.js';
import { namesIn } from './names.js';

/** What a name in the map needs at least to say something. */
const LEAST_NAME = 20;

/**
 * The arena over time as text: a line per buffer by its place in memory, a column per step of the
 * schedule, filled while the buffer is live. Where there are more steps than columns beside the names, a
 * column stands for several.
 */
export function memoryMapText(graph: Graph, report: MemoryReport, width: number): string[] {
  const steps = graph.nodes.filter((node) => !isOp(node, 'constant')).length;
  const column = stepColumns(graph);
  const nameOf = namesIn(graph);
  const names = report.buffers.map((buffer) => namesOf(buffer, nameOf));
  const offsets = report.buffers.map(({ offset }) => `${offset}`);
  // Offsets and sizes are narrow: what they leave is for the track and the names.
  const room = width - 2 * 2 - Math.max(...offsets.map(widthOf)) - 'bytes'.length - 2 * 2;
  const longest = Math.min(LEAST_NAME, Math.max(...names.map(widthOf)));
  const together = Math.ceil((steps + 2) / Math.max(1, room - longest));
  const legend = `time: 0 … ${steps} steps`;
  const track = (buffer: PlacedBuffer): string => {
    const first = Math.floor(column(buffer.firstUse) / together);
    const last = Math.floor(column(buffer.lastUse) / together);
    return Array.from({ length: Math.ceil((steps + 2) / together) }, (_, at) =>
      at >= first && at <= last ? '█' : '·',
    ).join('');
  };
  return [
    ...table(
      [
        { title: 'offset', align: 'right' },
        { title: 'bytes', align: 'right' },
        { title: together === 1 ? legend : `${legend}, ${together} in a column`, short: legend },
        { title: 'value', cut: 'end' },
      ],
      report.buffers.map((buffer, index) => [
        offsets[index],
        byteSize(buffer.bytes),
        track(buffer),
        names[index],
      ]),
      width,
    ),
    '',
    ...wrap(arenaSummary(report), width),
  ];
}

/** `arena 18,816 bytes; no plan can need less than 18,816 (0.0 % above it)`. */
export function arenaSummary({ arenaBytes, lowerBound }: MemoryReport): string {
  const above = lowerBound === 0 ? 0 : (arenaBytes / lowerBound - 1) * 100;
  const distance = above === 0 ? 'this one is as small' : `this one is ${above.toFixed(1)} % above`;
  return (
    `arena ${grouped(arenaBytes)} bytes; ` +
    `no plan can need less than ${grouped(lowerBound)}: ${distance}`
  );
}

const FONT_SIZE = 11;
/** What a letter takes of most fonts without serifs, on average. */
const LETTER = 0.56 * FONT_SIZE;

/** The same as a picture: time to the right, addresses upwards. */
export function memoryMapSvg(graph: Graph, report: MemoryReport): string {
  const column = stepColumns(graph);
  const nameOf = namesIn(graph);
  const steps = graph.nodes.filter((node) => !isOp(node, 'constant')).length + 2;
  const [width, height, margin] = [Math.max(720, steps * 24), 420, 40];
  const x = (step: number): number => margin + (step / steps) * (width - 2 * margin);
  const y = (address: number): number =>
    height - margin - (address / Math.max(1, report.arenaBytes)) * (height - 2 * margin);
  const boxes = report.buffers.map((buffer, index) => {
    const left = x(column(buffer.firstUse));
    const right = x(column(buffer.lastUse) + 1);
    const top = y(buffer.offset + buffer.bytes);
    const bottom = y(buffer.offset);
    // The golden angle keeps neighbours apart in hue.
    const fill = `hsl(${Math.round(index * 137.508) % 360} 60% 75%)`;
    const title = escapeXml(
      `${namesOf(buffer, nameOf)}: ${buffer.bytes} bytes at ${buffer.offset}`,
    );
    const box =
      `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(right - left).toFixed(1)}" ` +
      `height="${(bottom - top).toFixed(1)}" fill="${fill}" stroke="#333" stroke-width="0.5"/>`;
    const label = boxLabel(nameOf(buffer.contents[0].value), { left, right, top, bottom });
    return `  <g><title>${title}</title>${box}${label}</g>`;
  });
  const bound = y(report.lowerBound).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="${FONT_SIZE}">`,
    `  <rect width="${width}" height="${height}" fill="white"/>`,
    ...boxes,
    `  <line x1="${margin}" x2="${width - margin}" y1="${bound}" y2="${bound}" stroke="#c00" stroke-dasharray="4 3"/>`,
    `  <text x="${margin}" y="20">${escapeXml(`${graph.name}: ${arenaSummary(report)}`)}</text>`,
    `  <text x="${margin}" y="${height - 12}">steps of the schedule → (addresses upwards; dashed: lower bound)</text>`,
    '</svg>',
    '',
  ].join('\n');
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A name inside of a box, upwards where there is more room for it; cut off, or left out, to fit. */
function boxLabel(name: string, { left, right, top, bottom }: Box): string {
  const isUpright = bottom - top > right - left && name.length * LETTER > right - left - 6;
  const [along, across] = isUpright ? [bottom - top, right - left] : [right - left, bottom - top];
  const letters = Math.floor((along - 6) / LETTER);
  if (across < FONT_SIZE + 1 || letters < Math.min(3, name.length)) return '';
  const text = name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
  const [x, y] = isUpright
    ? [(left + right) / 2 + 4, bottom - 3]
    : [left + 3, (top + bottom) / 2 + 4];
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
  const turn = isUpright ? ` transform="rotate(-90 ${x.toFixed(1)} ${y.toFixed(1)})"` : '';
  return `<text ${place}${turn}>${escapeXml(text)}</text>`;
}

/** Numbers the positions of a schedule without its constants: inputs 0, the first kernel 1, … */
function stepColumns(graph: Graph): (position: number) => number {
  const columns: number[] = [];
  let next = 1;
  for (const node of graph.nodes) {
    columns.push(next);
    if (!isOp(node, 'constant')) next++;
  }
  return (position) => (position < 0 ? 0 : (columns[position] ?? next));
}

/**
 * A buffer that several values use one after another shows all of them; the parts of a concatenation,
 * which lie beside each other, are joined by a plus: `left + right → both`.
 */
function namesOf({ contents }: PlacedBuffer, nameOf: (value: Value) => string): string {
  const isPart = (index: number): boolean => contents[index]?.value.layout?.pitch !== undefined;
  return contents.reduce((text, { value }, index) => {
    const joint = isPart(index - 1) && isPart(index) ? ' + ' : ' → ';
    return index === 0 ? nameOf(value) : text + joint + nameOf(value);
  }, '');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
