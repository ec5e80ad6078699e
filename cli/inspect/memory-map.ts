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

/** The same as a picture: time to the right, addresses upwards. */
export function memoryMapSvg(graph: Graph, report: MemoryReport): string {
  const column = stepColumns(graph);
  const nameOf = namesIn(graph);
  const steps = graph.nodes.filter(({ op }) => op !== 'constant').length + 2;
  const [width, height, margin] = [Math.max(480, steps * 24), 420, 40];
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
    const label =
      bottom - top < 12
        ? ''
        : `<text x="${(left + 3).toFixed(1)}" y="${((top + bottom) / 2 + 4).toFixed(1)}">` +
          `${escapeXml(nameOf(buffer.contents[0].value))}</text>`;
    return `  <g><title>${title}</title>${box}${label}</g>`;
  });
  const bound = y(report.lowerBound).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      'font-family="sans-serif" font-size="11">',
    `  <rect width="${width}" height="${height}" fill="white"/>`,
    ...boxes,
    `  <line x1="${margin}" x2="${width - margin}" y1="${bound}" y2="${bound}" stroke="#c00" stroke-dasharray="4 3"/>`,
    `  <text x="${margin}" y="20">${escapeXml(`${graph.name}: ${arenaSummary(report)}`)}</text>`,
    `  <text x="${margin}" y="${height - 12}">steps of the schedule → (addresses upwards; dashed: lower bound)</text>`,
    '</svg>',
    '',
  ].join('\n');
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
