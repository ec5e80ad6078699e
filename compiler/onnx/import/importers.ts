import type { Importer } from './import-node.js';
import { IMPORTERS as importers } from './registry.generated.js';

/** What each operator becomes, by its name in ONNX: the files in `ops/`, each of which exports `importX`. */
export const IMPORTERS: ReadonlyMap<string, Importer> = new Map(Object.entries(importers));
