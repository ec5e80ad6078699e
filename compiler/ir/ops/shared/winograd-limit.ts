import type { SurfaceArgument, SurfaceValue } from '../../op.js';
import { ShapeError } from '../../op.js';

/** The largest m of F(m, r) that is ever used: a limit that limits nothing. */
export const LARGEST_TILE = 4;
/** F(1, r) is the convolution as it is written. */
const NONE = 1;

/** What the attribute may be. */
const LIMITS = [NONE, 2, LARGEST_TILE];

/** How a convolution limits the rounding of its own kernel; absent from its text where it does not. */
export const WINOGRAD_ATTRIBUTE = {
  kind: 'integer',
  doc: 'largest m of F(m, r), Winograd’s method, that may compute it; 1 for the plain sum',
  default: LARGEST_TILE,
} as const;

export const WINOGRAD_ARGUMENT: SurfaceArgument = {
  name: 'winograd',
  kind: 'winograd',
  default: LARGEST_TILE,
  doc: 'largest tile of Winograd’s method, which rounds more than the plain sum: 4, 2 or off',
};

/** The attribute for an argument. */
export function winogradLimit(argument: SurfaceValue | null): number {
  return argument === 'off' ? NONE : (argument as number);
}

/** Throws `ShapeError` when the attribute is no limit. */
export function requireWinograd(op: string, winograd: number): void {
  if (LIMITS.includes(winograd)) return;
  throw new ShapeError(
    'winograd',
    `the attribute winograd of ${op} is ${winograd}, but must be one of ${LIMITS.join(', ')}`,
    { argument: 'winograd' },
  );
}
