/** The front end: from the text of `.net` files to the graph IR. */
export { loadNetwork } from './load.js';
export type { LoadedNetwork, LoadOptions } from './load.js';
export type { Block } from './elaborate/blocks.js';
export type { SetValue } from './elaborate/network.js';
export type { WeightsDeclaration } from './elaborate/weights.js';
export type { LoadSource } from './modules.js';
export { PRELUDE_FILE } from './prelude.js';
export { renderDiagnostic } from '../diagnostics/render.js';
export { formatSource } from './format/format.js';
