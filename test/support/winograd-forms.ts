/** m of every F(m, r) that there is. */
export const TILES = [2, 4] as const;
/** r of every F(m, r) that there is. */
export const KERNEL_TAPS = [2, 3, 4, 5, 6, 7] as const;
