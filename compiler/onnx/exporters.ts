import type { OpName } from '../ir/ops/index.js';
import type { OnnxExporter } from './exporter.js';
import { EXPORTERS as exporters } from './registry.generated.js';

/**
 * How each op is said in ONNX, by the files in `ops/`, each of which exports `exportX` for its op. A missing
 * one is a compile error here.
 */
export const EXPORTERS: { readonly [Name in OpName]: OnnxExporter<Name> } = exporters;
