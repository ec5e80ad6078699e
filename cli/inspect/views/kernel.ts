import { tilingText } from '../../../compiler/codegen/schedule/tiling/plan.js';
import { tilingJson } from '../../../compiler/codegen/tuning/record.js';
import type { Context } from '../../context.js';
import { placeText, sourceJson } from '../../place.js';
import { wrap } from '../../text/wrap.js';
import type { KernelView as Kernel } from '../kernels.js';
import type { View } from './view.js';

/** A kernel at every level below the graph. */
export function kernelView(context: Context, kernel: Kernel): View {
  return {
    lines: () => kernelLines(context, kernel),
    json: () => kernelJson(context, kernel),
  };
}

function kernelLines({ colors, io, sources }: Context, kernel: Kernel): string[] {
  const { bold } = colors.out;
  const { wasm, webgpu } = kernel.loops();
  const part = (title: string, texts: readonly string[]): string[] => [
    '',
    bold(title),
    ...texts.flatMap((text) => text.trimEnd().split('\n')),
  ];
  const source = placeText(sources, kernel.span);
  const computes = `computes ${opsText(kernel)}${source === undefined ? '' : `, ${source}`}`;
  const [first, ...rest] = wrap(`${kernel.name} ${computes}`, io.stdout.columns);
  return [
    bold(kernel.name) + first.slice(kernel.name.length),
    ...rest,
    ...kernel.tilings.map((tiling) => `tile on wasm: ${tilingText(tiling)}`),
    ...part('loops for WebAssembly', [wasm]),
    ...part('WAT', [kernel.wat()]),
    ...part('loops for WebGPU', webgpu),
    ...part('WGSL', kernel.wgsl()),
  ];
}

/** `c1 → tanh`: the values along the kernel's chain of ops. */
export function opsText({ ops }: Kernel): string {
  return ops.map(({ value }) => value).join(' → ');
}

function kernelJson({ sources }: Context, kernel: Kernel): object {
  const { name, values, ops, constants, tilings, span } = kernel;
  return {
    kernel: {
      name,
      values,
      ops,
      constants,
      tilings: tilings.map(tilingJson),
      source: sourceJson(sources, span),
      loops: kernel.loops(),
      wat: kernel.wat(),
      wgsl: kernel.wgsl(),
    },
  };
}
