import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import type { Graph, Node } from '../../compiler/ir/graph.js';
import {
  sumErrorBound,
  winogradErrorBound,
} from '../../compiler/ir/ops/shared/winograd-rounding.js';
import type { NodeOf } from '../../compiler/ir/rewrite.js';
import { constantOf, isOp, producers } from '../../compiler/ir/rewrite.js';
import { elementCount } from '../../compiler/ir/types.js';
import type { WinogradNode } from '../../compiler/ir/winograd-forms.js';
import { isWinograd, winogradForms } from '../../compiler/ir/winograd-forms.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Settings } from '../../compiler/settings.js';
import { largestFilter, largestValues } from './largest-values.js';
import { namesIn } from './names.js';

/** The largest m of F(m, r), as `--winograd` and the argument `winograd` take it. */
export type Tile = 'off' | 2 | 4;

/** A convolution that Winograd's method computes, and how far it may be from the exact sum. */
export interface WinogradLayer {
  readonly name: string;
  /** `F(4×4, 3×3)` */
  readonly form: string;
  /**
   * The bound in parts of the largest value in an input tile times Σ|w| of the output channel: as it is
   * computed, and with each smaller tile that the layer could be given.
   */
  readonly bound: number;
  readonly others: readonly { readonly tile: Tile; readonly bound: number }[];
  /** The largest value that it can read, where that follows from a declared image or the ops before. */
  readonly reads?: number;
  /** Then, with weights, the largest error that an output can have. */
  readonly largestError?: number;
  readonly span?: Span;
}

/** A graph before and after `to-winograd`, which changes nodes one by one. */
export interface Tiled {
  readonly before: Graph;
  readonly after: Graph;
}

/** Runs the passes up to `to-winograd`. */
export function tiledGraph(graph: Graph, { winograd }: Pick<Settings, 'winograd'>): Tiled {
  const before = runPipeline(graph, { before: 'to-winograd' });
  return { before, after: tiled(before, winograd) };
}

function tiled(graph: Graph, winograd: Settings['winograd']): Graph {
  return runPipeline(graph, { winograd, from: 'to-winograd', after: 'to-winograd' });
}

type Convolution = NodeOf<'conv2d'> | NodeOf<'conv_transpose2d'>;

/** Every layer that is computed by Winograd's method. */
export function winogradLayers(
  graph: Graph,
  settings: Pick<Settings, 'winograd'>,
): WinogradLayer[] {
  const { before, after } = tiledGraph(graph, settings);
  if (before === after) return [];
  const smaller = tiled(before, 2);
  const nameOf = namesIn(before);
  const values = largestValues(before);
  const definedBy = producers(before);
  return after.nodes.flatMap((node, index): WinogradLayer[] => {
    const convolution = before.nodes[index];
    if (!isWinograd(node) || !isConvolution(convolution)) return [];
    const { form, bound, tile } = roundingOf(node);
    const [x, weight] = convolution.inputs;
    const reads = values.get(x);
    const filter = largestFilter(convolution, constantOf(definedBy.get(weight)));
    const two = tile > 2 ? roundingOf(smaller.nodes[index], convolution).bound : undefined;
    return [
      {
        name: nameOf(convolution.outputs[0]),
        form,
        bound,
        others: [
          ...(two === undefined ? [] : [{ tile: 2 as const, bound: two }]),
          { tile: 'off', bound: sumErrorBound(termsOf(convolution)) },
        ],
        ...(reads === undefined ? {} : { reads }),
        ...(reads === undefined || filter === undefined
          ? {}
          : { largestError: bound * reads * filter }),
        ...(node.span === undefined ? {} : { span: node.span }),
      },
    ];
  });
}

function isConvolution(node: Node): node is Convolution {
  return isOp(node, 'conv2d') || isOp(node, 'conv_transpose2d');
}

/** The bound of a node, which may have stayed the plain `convolution`. */
function roundingOf(
  node: Node,
  convolution?: Convolution,
): { readonly form: string; readonly bound: number; readonly tile: number } {
  if (convolution !== undefined && !isWinograd(node)) {
    return { form: 'the plain sum', bound: sumErrorBound(termsOf(convolution)), tile: 1 };
  }
  const forms = winogradForms(node as WinogradNode);
  const bounds = forms.map(winogradErrorBound);
  const bound = Math.max(...bounds);
  const { tile, taps } = forms[bounds.indexOf(bound)];
  return { form: `F(${tile.join('×')}, ${taps.join('×')})`, bound, tile: Math.max(...tile) };
}

/** Products in the sum of one output; of a transposed convolution at most as many. */
function termsOf({ inputs: [x, weight] }: Convolution): number {
  return x.type.shape[1] * elementCount(weight.type.shape.slice(2));
}
