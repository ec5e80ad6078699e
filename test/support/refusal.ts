import { ShapeError } from '../../compiler/ir/op.js';

/** The `ShapeError` that `action` throws, as `code: message`; anything else it throws is passed on. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ShapeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}
