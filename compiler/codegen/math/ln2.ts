/** ln 2, its first ten bits and what follows. */
export const LN2_HEAD = 0.693359375;
export const LN2_REST = -2.1219444e-4;
