import type { Graph, Value } from '../../compiler/ir/graph.js';
import type { MemoryReport, PlacedBuffer } from '../../compiler/passes/plan-memory.js';
import { byteSize } from '../text/units.js';
import { namesIn } from './names.js';

/**
 * The arena over time as text: a line per buffer by its place in memory, a column per step of the
 * schedule, filled while the buffer is live.
 */
export function memoryMapText(graph: Graph, report: MemoryReport): string[] {
  const steps = graph.nodes.filter(({ op }) => op !== 'constant');
  const column = stepColumns(graph);
  const nameOf = namesIn(graph);
  const offsets = report.buffers.map(({ offset }) => `${offset}`);
  const sizes = report.buffers.map(({ bytes }) => byteSize(bytes));
  const offsetWidth = Math.max(6, ...offsets.map((text) => text.length));
  const sizeWidth = Math.max(5, ...sizes.map((text) => text.length));
  const head = `${'offset'.padStart(offsetWidth)}  ${'bytes'.padStart(sizeWidth)}  `;
  const timeline = `time: 0 … ${steps.length} steps`.padEnd(steps.length + 2);
  return [
    `${head}${timeline}  value`,
    ...report.buffers.map((buffer, index) => {
      const first = column(buffer.firstUse);
      const last = column(buffer.lastUse);
      const track = Array.from({ length: steps.length + 2 }, (_, step) =>
        step >= first && step <= last ? '█' : '·',
      ).join('');
      const cells = `${offsets[index].padStart(offsetWidth)}  ${sizes[index].padStart(sizeWidth)}`;
      return `${cells}  ${track.padEnd(timeline.length)}  ${namesOf(buffer, nameOf)}`;
    }),
    '',
    arenaSummary(report),
  ];
}

/** `arena 18,816 bytes; no plan can need less than 18,816 (0.0 % above it)`. */
export function arenaSummary({ arenaBytes, lowerBound }: MemoryReport): string {
  const above = lowerBound === 0 ? 0 : (arenaBytes / lowerBound - 1) * 100;
  const distance = above === 0 ? 'this one is as small' : `this one is ${above.toFixed(1)} % above`;
  return (
    `arena ${arenaBytes.toLocaleString('en-US')} bytes; ` +
    `no plan can need less than ${lowerBound.toLocaleString('en-US')}: ${distance}`
  );
}

const FONT_SIZE = 11;
/** What a letter takes of most fonts without serifs, on average. */
const LETTER = 0.56 * FONT_SIZE;

/** The same as a picture: time to the right, addresses upwards. */
export function memoryMapSvg(graph: Graph, report: MemoryReport): string {
  const column = stepColumns(graph);
  const nameOf = namesIn(graph);
  const steps = graph.nodes.filter(({ op }) => op !== 'constant').length + 2;
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
  for (const { op } of graph.nodes) {
    columns.push(next);
    if (op !== 'constant') next++;
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
