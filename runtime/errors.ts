import type { ErrorCode } from './error-codes.js';

/** The only error that a bundle throws on purpose. */
export class NetloomError extends Error {
  override readonly name = 'NetloomError';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Throws a NetloomError. */
export function fail(code: ErrorCode, message: string): never {
  throw new NetloomError(code, message);
}

/** The message of whatever was thrown. */
export function reason(thrown: unknown): string {
  const { message = thrown } = (thrown ?? {}) as { message?: unknown };
  return String(message);
}
