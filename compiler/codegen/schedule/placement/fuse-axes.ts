import { roundUp } from '../../../ir/layout.js';
import type { Compute } from '../../../lower/formulas/compute.js';
import { boundsIn, expressionsOf, walk } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  coefficientOf,
  dependsOn,
  divide,
  modulo,
  replaceLookups,
  variable,
  variablesOf,
} from '../../../lower/formulas/index-expr.js';
import { replaceAxes } from '../../../lower/formulas/replace-axes.js';
import type { Site, ValueSite } from './site.js';
import { addressOf, readsOf } from './site.js';

/** The output axis along which the output has unit stride: the one to vectorise. */
export function unitStrideAxis(compute: Compute, output: ValueSite): Variable | undefined {
  const address = addressOf(output, compute.output);
  return compute.axes.find((axis) => coefficientOf(address, axis) === 1);
}

/**
 * Extends the vectorised axis over the padding of the output, so that no vector is partial: what
 * lands in the padding is never read. Left alone when the computation fills only a part of the
 * axis (a slice of a concatenation), because what follows is somebody else's data.
 */
export function padVectorAxis(compute: Compute, output: ValueSite): Compute {
  const axis = unitStrideAxis(compute, output);
  const { layout, shape } = output;
  const fastest = layout.order.at(-1);
  if (axis === undefined || fastest === undefined || layout.pad === 1) return compute;
  const extent = axis.max + 1;
  const index = compute.output[fastest];
  const fillsAxis =
    extent === shape[fastest] && index.constant === 0 && index.terms[0].atom === axis;
  if (!fillsAxis || extent % layout.pad === 0) return compute;
  const padded = variable(axis.name, roundUp(extent, layout.pad));
  const axes = compute.axes.map((other) => (other === axis ? padded : other));
  return replaceAxes(compute, axes, (other) => (other === axis ? padded : other));
}

/**
 * Joins neighbouring output axes into one wherever every address stays linear in the joint axis.
 * A 1×1 convolution over n, y, x becomes a matrix product over pixels this way, and an elementwise
 * kernel a single loop.
 */
export function fuseAxes(compute: Compute, operands: readonly Site[], output: ValueSite): Compute {
  const address = addressOf(output, compute.output);
  const stride = (axis: Variable): number => coefficientOf(address, axis) ?? 0;
  let axes = [...compute.axes].filter((axis) => axis.max > 0).sort((a, b) => stride(b) - stride(a));
  let fused = replaceAxes(compute, axes, (axis) => (axis.max === 0 ? 0 : axis));
  for (let at = axes.length - 2; at >= 0; at--) {
    const [outer, inner] = [axes[at], axes[at + 1]];
    const extent = inner.max + 1;
    const joint = variable(`${outer.name}${inner.name}`, (outer.max + 1) * extent);
    const remaining = [...axes.slice(0, at), joint, ...axes.slice(at + 2)];
    const candidate = replaceAxes(fused, remaining, (axis) => {
      if (axis === outer) return divide(joint, extent);
      return axis === inner ? modulo(joint, extent) : axis;
    });
    if (isLinear(candidate, joint, operands, output)) {
      fused = candidate;
      axes = remaining;
    }
  }
  return fused;
}

function isLinear(
  compute: Compute,
  joint: Variable,
  operands: readonly Site[],
  output: ValueSite,
): boolean {
  // What a lookup gives is like a constant, if only the place where it looks is linear: a read of its own.
  const opaque = (index: Index): Index => replaceLookups(index, () => 0);
  const linear = (index: Index): boolean => coefficientOf(opaque(index), joint) !== undefined;
  const untouched = (index: Index): boolean => !dependsOn(opaque(index), joint);
  const reads = readsOf(compute).every(({ operand, index }) => {
    const site = operands[operand];
    if (site.kind === 'literal') return true;
    return site.kind === 'value' ? linear(addressOf(site, index)) : index.every(untouched);
  });
  const bounds = [
    ...(compute.outputDomain ?? []),
    ...compute.reductions.flatMap(({ domain }) => domain),
    ...expressionsOf(compute).flatMap(boundsIn),
  ];
  return (
    reads &&
    linear(addressOf(output, compute.output)) &&
    bounds.every(({ index }) => untouched(index)) &&
    !integersRead(compute).has(joint)
  );
}

/** Axes whose position enters the value itself (the divisor of an average). */
function integersRead(compute: Compute): Set<Variable> {
  const found = new Set<Variable>();
  for (const expression of expressionsOf(compute)) {
    walk(expression, (node) => {
      if (node.kind === 'integer') variablesOf(node.value, found);
    });
  }
  return found;
}
