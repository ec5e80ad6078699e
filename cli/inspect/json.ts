import { printGraph } from '../../compiler/ir/print.js';
import { tilingJson } from '../../compiler/codegen/tuning/record.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Context } from '../context.js';
import { placeOf } from '../place.js';
import type { Inspection } from './inspection.js';
import type { KernelView } from './kernels.js';
import { namesIn } from './names.js';

/** What else to include: the graph after a pass, the code of a kernel. */
export interface JsonParts {
  readonly after: string | undefined;
  readonly kernel: KernelView | undefined;
}

/** An inspection as programs read it; the same whatever is shown to people. */
export function inspectionJson(
  { sources }: Context,
  { graph, planned, layers, totals, stages, memory, kernels, winograd }: Inspection,
  { after, kernel }: JsonParts,
): object {
  const source = (span: Span | undefined) =>
    span === undefined ? null : { file: span.file, ...placeOf(sources, span) };
  const nameOf = namesIn(planned);
  const stage = stages.find(({ name }) => name === after);
  return {
    name: graph.name,
    inputs: graph.inputs.map(({ value, image }) => ({
      name: value.name,
      shape: value.type.shape,
      image: image ?? null,
    })),
    outputs: graph.outputs.map(({ name, value, image, labels }) => ({
      name,
      shape: value.type.shape,
      image: image ?? null,
      labels: labels ?? null,
    })),
    totals,
    layers: layers.map(({ span, receptiveField, ...layer }) => ({
      ...layer,
      receptiveField: receptiveField ?? null,
      source: source(span),
    })),
    passes: stages.map(({ name, why, before, after: result }) => ({
      name,
      why,
      changed: before !== result,
    })),
    memory: memory.buffers.map(({ contents, offset, bytes, firstUse, lastUse }) => ({
      values: contents.map(({ value }) => nameOf(value)),
      offset,
      bytes,
      firstUse,
      lastUse,
    })),
    kernels: kernels.map(({ name, value, steps, constants, tilings, span }) => ({
      name,
      value,
      steps,
      constants,
      tilings: tilings.map(tilingJson),
      source: source(span),
    })),
    winograd: winograd.map(({ span, reads, largestError, ...layer }) => ({
      ...layer,
      reads: reads ?? null,
      largestError: largestError ?? null,
      source: source(span),
    })),
    ...(stage === undefined ? {} : { graph: printGraph(stage.after) }),
    ...(kernel === undefined
      ? {}
      : {
          kernel: {
            name: kernel.name,
            loops: kernel.loops(),
            wat: kernel.wat(),
            wgsl: kernel.wgsl(),
          },
        }),
  };
}
