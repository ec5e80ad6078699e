import { expect } from 'vitest';
import type { ErrorCode } from '../../runtime/error-codes.js';
import { NetloomError } from '../../runtime/errors.js';

/** Expects a NetloomError with this code and exactly this message (or one that matches). */
export async function expectError(
  promise: Promise<unknown>,
  code: ErrorCode,
  message: string | RegExp,
): Promise<void> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(NetloomError);
  const error = thrown as NetloomError;
  if (typeof message === 'string') expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
  expect(error.code).toBe(code);
}
