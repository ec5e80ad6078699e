import type { Label } from '../../diagnostics/diagnostic.js';
import { ShapeError } from '../../ir/op.js';
import type { TensorType } from '../../ir/types.js';
import { elementCount } from '../../ir/types.js';
import { failAt, LIMITS } from './context.js';
import type { OpCall, Operand } from './op-call.js';
import { inputNames } from './op-call.js';

/** Runs a rule of the op file and turns its `ShapeError` into a diagnostic. */
export function attempt<T>(call: OpCall, rule: () => T): T | undefined {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    reportShapeError(call, error);
    return undefined;
  }
}

function reportShapeError(call: OpCall, error: ShapeError): void {
  const { context, site, given, operands } = call;
  const { argument, input, otherInput, hint } = error.detail;
  const name = argument ?? (input === undefined ? undefined : inputNames(call.entry)[input]);
  const faulty = name === undefined ? undefined : given.get(name);
  const operand = input === undefined ? undefined : (operands[input] as Operand | undefined);
  if (faulty === undefined && operand?.number !== undefined) {
    const label = { span: operand.span, message: `\`${name}\` is given here` };
    failAt(context, `shape/${error.code}`, error.message, label, { hint });
    return;
  }
  const primary: Label =
    faulty !== undefined
      ? { span: faulty.span, message: `\`${name}\` is given here` }
      : operand !== undefined && !operand.piped
        ? { span: operand.span, message: shapeText(operand.value.type) }
        : { span: site.span, message: 'this does not fit its input' };
  const others = new Set([input, otherInput, 0]);
  const secondary = [...others].flatMap((index): Label[] => {
    const other = index === undefined ? undefined : (operands[index] as Operand | undefined);
    if (other === undefined) return [];
    const { span, type } = other.value;
    const same = span.start === primary.span.start && span.file === primary.span.file;
    return same ? [] : [{ span, message: `${shapeText(type)} comes from here` }];
  });
  const about = faulty === undefined ? operands.map((each) => each.value) : [faulty.value];
  failAt(context, `shape/${error.code}`, error.message, primary, { about, secondary, hint });
}

function shapeText(type: TensorType): string {
  return `a tensor [${type.shape.join(',')}]`;
}

/** Whether the inferred types can be worked with; the op files check what is theirs to check. */
export function sensible(call: OpCall, types: readonly TensorType[]): boolean {
  const { context, site, operands } = call;
  for (const { shape } of types) {
    const positive = shape.every((extent) => Number.isSafeInteger(extent) && extent > 0);
    if (positive && elementCount(shape) <= LIMITS.elements) continue;
    const secondary = operands.slice(0, 1).map((operand): Label => ({
      span: operand.value.span,
      message: `${shapeText(operand.value.type)} comes from here`,
    }));
    const title = `\`${site.name}\` would give a tensor of shape [${shape.join(',')}]`;
    const message = positive ? 'this is too large' : 'every extent must be a positive integer';
    failAt(context, 'shape/result', title, { span: site.span, message }, { secondary });
    return false;
  }
  return true;
}
