/** What every bundle has; what only some have is in `parts/`. */
export { NetloomError } from './errors.js';
export { loadBundle } from './load.js';
