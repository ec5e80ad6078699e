/** The front end: from the text of `.net` files to the graph IR. */
export { loadNetwork } from './load.js';
export type { LoadedNetwork, LoadOptions } from './load.js';
export type { Block } from './elaborate/blocks.js';
export type { SetValue } from './elaborate/network.js';
export type { RenameDeclaration, WeightsDeclaration } from './elaborate/weights.js';
export type { LoadSource } from './modules.js';
export { PRELUDE_FILE } from './modules.js';
export { PLAIN, renderDiagnostic } from '../diagnostics/render.js';
export type { Palette, RenderOptions } from '../diagnostics/render.js';
export { formatSource } from './format/format.js';
export type { Formatted } from './format/format.js';
