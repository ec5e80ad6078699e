import { preludeSource } from './prelude.generated.js';
import type { ParsedModule } from './syntax/parse.js';
import { parseModule } from './syntax/parse.js';

/** How messages and spans name the prelude. */
export const PRELUDE_FILE = 'netloom:prelude';

let parsed: ParsedModule | undefined;

/** The prelude as a tree: read once, as it is longer than most programs that it stands before. */
export function parsedPrelude(): ParsedModule {
  parsed ??= parseModule(preludeSource, PRELUDE_FILE);
  return parsed;
}
