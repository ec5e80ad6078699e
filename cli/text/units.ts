const BYTES = ['B', 'KB', 'MB', 'GB', 'TB'];
const COUNTS = ['', 'k', 'M', 'G', 'T'];

/** All units that stand behind a number and a space. */
export const UNITS: readonly string[] = [...BYTES, ...COUNTS.slice(1), 'µs', 'ms', 's', '%'];

/** `61,706`: a whole number. By hand, because the first use of a locale takes 20 ms to load it. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `9.4 KB`, in steps of 1000 as disks and networks count. */
export function byteSize(bytes: number): string {
  return scaled(bytes, BYTES);
}

/** `417 k`, `3.9 G`: counts of multiply-accumulates. */
export function magnitude(count: number): string {
  return scaled(count, COUNTS);
}

/** Two or three significant digits and the unit that suits them. */
function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return `${rest.toFixed(digits)} ${units[unit]}`.trimEnd();
}

/** `45 µs`, `1.3 ms`, `12 ms`, `1.4 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0.9995) return `${(milliseconds * 1000).toFixed(0)} µs`;
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1×6×28×28`. */
export function extents(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
