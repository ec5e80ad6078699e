import { typeText } from '../../../compiler/ir/types.js';
import type { Context } from '../../context.js';
import { placeCell, sourceJson } from '../../place.js';
import { table } from '../../text/table.js';
import { grouped, magnitude } from '../../text/units.js';
import { wrap } from '../../text/wrap.js';
import type { Inspection } from '../inspection.js';
import { arenaSummary } from '../memory-map.js';
import { opsText } from './kernel.js';
import { layersView } from './layers.js';
import type { View } from './view.js';

/** What goes in and out, what it costs, which passes changed it, which kernels run. */
export function overviewView(context: Context, inspection: Inspection): View {
  const layers = layersView(context, inspection);
  return {
    lines: () => [
      ...summaryLines(context, inspection),
      '',
      ...layers.lines(),
      '',
      ...kernelLines(context, inspection),
    ],
    json: () => ({
      ...summaryJson(inspection),
      ...layers.json(),
      kernels: inspection.kernels.map(({ name, values, ops, span }) => ({
        name,
        values,
        ops,
        source: sourceJson(context.sources, span),
      })),
    }),
  };
}

function summaryLines(
  { colors, io }: Context,
  { graph, stages, memory, totals }: Inspection,
): string[] {
  const changed = stages.filter(({ before, after }) => before !== after);
  return [
    colors.out.bold(graph.name),
    ...graph.inputs.map(({ value }) => `  input  ${value.name}: ${typeText(value.type)}`),
    ...graph.states.map(({ value }) => `  state  ${value.name}: ${typeText(value.type)}`),
    ...graph.outputs.map(({ name, value }) => `  output ${name}: ${typeText(value.type)}`),
    `  ${grouped(totals.parameters)} parameters, ${magnitude(totals.macs)} multiply-accumulates`,
    ...wrap(arenaSummary(memory), io.stdout.columns, '  '),
    ...wrap(`changed by ${changed.map(({ name }) => name).join(', ')}`, io.stdout.columns, '  '),
  ];
}

function kernelLines({ colors, io, sources }: Context, { kernels }: Inspection): string[] {
  return [
    colors.out.bold('kernels'),
    ...table(
      [
        { title: 'kernel', cut: 'middle' },
        { title: 'computes', cut: 'middle' },
        { title: 'source' },
      ],
      kernels.map((kernel) => [kernel.name, opsText(kernel), placeCell(sources, kernel.span)]),
      io.stdout.columns,
    ),
  ];
}

function summaryJson({ graph, stages, memory }: Inspection): object {
  return {
    inputs: graph.inputs.map(({ value, image }) => ({
      name: value.name,
      shape: value.type.shape,
      image: image ?? null,
    })),
    states: graph.states.map(({ value }) => ({ name: value.name, shape: value.type.shape })),
    outputs: graph.outputs.map(({ name, value, image, labels }) => ({
      name,
      shape: value.type.shape,
      image: image ?? null,
      labels: labels ?? null,
    })),
    arenaBytes: memory.arenaBytes,
    arenaLowerBound: memory.lowerBound,
    passes: stages.map(({ name, why, before, after }) => ({
      name,
      why,
      changed: before !== after,
    })),
  };
}
