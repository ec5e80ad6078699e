/** What several families say of a name. */
export const CHANNELS_FIRST = 'channels come before the length, [N,C,L]';
export const TWO_AXES = 'pictures have two axes, height and width';
