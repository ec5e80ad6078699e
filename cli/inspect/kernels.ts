import { computingNodes } from '../../compiler/codegen/compile.js';
import { cpuKernel, gpuKernels } from '../../compiler/codegen/kernels.js';
import { constantsOf, placeNode } from '../../compiler/codegen/place.js';
import { printKernel } from '../../compiler/codegen/print-loops.js';
import { emitKernel } from '../../compiler/codegen/wasm/emit.js';
import { printSexp } from '../../compiler/codegen/wasm/sexp.js';
import { emitWebGpu } from '../../compiler/codegen/wgsl/program.js';
import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { namesIn } from './names.js';

/** One step of an inference: the value it computes and the code that does it, printed on demand. */
export interface KernelView {
  /** Says what it computes: `conv2d_5x5_c1_o6_tanh`. */
  readonly name: string;
  /** The value it computes, as the printed graph names it. */
  readonly value: string;
  /** The op and its elementwise tail, and the values that each of them stands for. */
  readonly steps: readonly { readonly op: string; readonly value: string }[];
  readonly span?: Span;
  /** The loops of the WebAssembly kernel, and of the compute shaders. */
  loops(): { readonly wasm: string; readonly webgpu: readonly string[] };
  wat(): string;
  wgsl(): readonly string[];
}

/** The kernels of a graph that has been through all passes, in the order in which they run. */
export function kernelsOf(graph: Graph): KernelView[] {
  const constants = constantsOf(graph);
  const nameOf = namesIn(graph);
  return computingNodes(graph).map((node): KernelView => {
    const placed = placeNode(node, constants);
    return {
      name: placed.name,
      value: nameOf(node.outputs[0]),
      steps: (node.region?.nodes ?? [node]).map(({ op, outputs }) => ({
        op,
        value: outputs[0].name,
      })),
      ...(node.span === undefined ? {} : { span: node.span }),
      loops: () => ({
        wasm: printKernel(cpuKernel(placed)),
        webgpu: gpuKernels(placed).map(printKernel),
      }),
      wat: () => `${printSexp(emitKernel(cpuKernel(placed)))}\n`,
      wgsl: () => {
        const launches = gpuKernels(placed).map((kernel) => ({
          kernel,
          addresses: kernel.buffers.map(() => 0),
          label: placed.name,
        }));
        return emitWebGpu(launches).shaders.map(({ code }) => code);
      },
    };
  });
}
