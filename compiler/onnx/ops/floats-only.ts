import { fail } from '../../diagnostics/diagnostic.js';
import type { Node } from '../../ir/graph.js';
import { typeText } from '../../ir/types.js';

/** Throws a DiagnosticError where an operand of `node`, which is `opType` in ONNX, is not of floats. */
export function requireFloats(opType: string, { inputs, span }: Node): void {
  const other = inputs.find(({ type }) => type.element !== 'f32');
  if (other === undefined) return;
  fail({
    code: 'onnx/type',
    title: `${opType} of ONNX takes floats alone, but ${other.name} is ${typeText(other.type)}`,
    ...(span && { primary: { span, message: `${opType} in ONNX` } }),
    hint: 'convert what it reads with `cast(f32)`, which is exact up to 16777216',
  });
}
