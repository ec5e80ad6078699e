import type { OpName } from '../../compiler/ir/ops/index.js';
import type { OpCase } from './op-cases/case.js';
import { convolutionCases, depthwiseCases } from './op-cases/convolution.js';
import { winogradCases, winogradTransposedCases } from './op-cases/winograd.js';
import { binaryCases, unaryCases } from './op-cases/elementwise.js';
import { convTransposeCases } from './op-cases/transposed-convolution.js';
import { linearCases, matmulCases } from './op-cases/matrix.js';
import {
  batchNormCases,
  biasCases,
  instanceNormCases,
  softmaxCases,
} from './op-cases/normalisation.js';
import { avgPoolCases, globalPoolingCases, maxPoolCases } from './op-cases/pooling.js';
import { lstmCases, lstmRecurrenceCases } from './op-cases/recurrent.js';
import {
  borderCases,
  concatCases,
  constantCases,
  padCases,
  sliceCases,
  transposeCases,
  upsampleCases,
  viewCases,
} from './op-cases/structure.js';

export type { OpCase } from './op-cases/case.js';

const FAMILIES = [
  convolutionCases,
  depthwiseCases,
  winogradCases,
  winogradTransposedCases,
  convTransposeCases,
  linearCases,
  matmulCases,
  lstmCases,
  lstmRecurrenceCases,
  batchNormCases,
  instanceNormCases,
  biasCases,
  softmaxCases,
  unaryCases,
  binaryCases,
  maxPoolCases,
  avgPoolCases,
  globalPoolingCases,
  viewCases,
  transposeCases,
  concatCases,
  sliceCases,
  padCases,
  borderCases,
  upsampleCases,
  constantCases,
];

/**
 * Every op in every form of its attributes, over sizes that are odd, smallest and largest, the same
 * on every run. The reference is held against ONNX Runtime by them, generated code against the
 * reference.
 */
export function* opCases(): Iterable<OpCase> {
  for (const family of FAMILIES) yield* family();
}

/** The same cases by op. */
export function opCasesByOp(): ReadonlyMap<OpName, readonly OpCase[]> {
  const groups = new Map<OpName, OpCase[]>();
  for (const each of opCases()) {
    const group = groups.get(each.op);
    if (group === undefined) groups.set(each.op, [each]);
    else group.push(each);
  }
  return groups;
}
