import type { ConvTranspose2dAttributes } from '../../ir/ops/conv_transpose2d.js';
import type { ConvTranspose3dAttributes } from '../../ir/ops/conv_transpose3d.js';
import type { LoopLowering } from '../lowering.js';
import { transposedConvolution } from './shared/transposed.js';

export const convTranspose2d: LoopLowering<ConvTranspose2dAttributes> = transposedConvolution;
export const convTranspose3d: LoopLowering<ConvTranspose3dAttributes> = transposedConvolution;
