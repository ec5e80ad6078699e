import type { ConvTranspose2dAttributes } from '../../ir/ops/conv_transpose2d.js';
import type { ConvTransposeAttributes } from '../../ir/ops/shared/transposed-convolve.js';
import type { LoopLowering } from '../lowering.js';
import { transposedConvolution } from './shared/transposed.js';

export const convTranspose2d: LoopLowering<ConvTranspose2dAttributes> = transposedConvolution;
export const convTranspose3d: LoopLowering<ConvTransposeAttributes> = transposedConvolution;
