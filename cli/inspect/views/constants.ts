import type { Context } from '../../context.js';
import { table } from '../../text/table.js';
import { grouped } from '../../text/units.js';
import type { Inspection } from '../inspection.js';
import type { StoredConstant } from '../kernels.js';
import type { View } from './view.js';

/** How every constant is stored, each once, and the bytes of all. */
export function constantsView({ io }: Context, { kernels }: Inspection): View {
  const constants = constantsOf(kernels);
  return {
    lines: () => constantLines(constants, io.stdout.columns),
    json: () => ({ constants }),
  };
}

/** A constant, and the first value that it is read for. */
interface ReadConstant extends StoredConstant {
  readonly readFor: string;
}

function constantsOf(kernels: Inspection['kernels']): ReadConstant[] {
  const distinct = new Map(
    kernels.flatMap(({ constants, values }) =>
      constants.map((constant) => [
        `${constant.label} ${constant.packing}`,
        { ...constant, readFor: values.join(', ') },
      ]),
    ),
  );
  return [...distinct.values()];
}

function constantLines(constants: readonly ReadConstant[], width: number): string[] {
  const total = constants.reduce((sum, { bytes }) => sum + bytes, 0);
  return table(
    [
      { title: 'constant', cut: 'middle' },
      { title: 'type' },
      { title: 'packing', cut: 'end' },
      { title: 'bytes', align: 'right' },
      { title: 'read for', cut: 'middle' },
    ],
    [
      ...constants.map(({ label, type, packing, bytes, readFor }) => [
        label,
        type,
        packing,
        grouped(bytes),
        readFor,
      ]),
      ['total', '', '', grouped(total), ''],
    ],
    width,
  );
}
