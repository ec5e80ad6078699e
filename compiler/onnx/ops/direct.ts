import { direct } from '../exporter.js';

export const exportAbs = direct('Abs');
export const exportAdd = direct('Add');
export const exportDiv = direct('Div');
export const exportErf = direct('Erf');
export const exportExp = direct('Exp');
export const exportGlobalAvgPool = direct('GlobalAveragePool');
export const exportMaximum = direct('Max');
export const exportMinimum = direct('Min');
export const exportMul = direct('Mul');
export const exportRelayout = direct('Identity');
export const exportRelu = direct('Relu');
export const exportSigmoid = direct('Sigmoid');
export const exportSub = direct('Sub');
export const exportTanh = direct('Tanh');
export const exportEqual = direct('Equal');
export const exportGreater = direct('Greater');
export const exportLess = direct('Less');
