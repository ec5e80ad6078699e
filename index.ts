/**
 * Netloom as a library: everything the command line does, without files. Source text and weights go
 * in, values and diagnostics come out.
 */
export type { BundleFile } from './compiler/codegen/bundle/bundle-file.js';
export type { BundleOptions } from './compiler/codegen/bundle/write-bundle.js';
export { writeBundle } from './compiler/codegen/bundle/write-bundle.js';
export type { Program } from './compiler/codegen/program.js';
export type { CompileHooks } from './compiler/compile.js';
export { compileNetwork, compileSizes } from './compiler/compile.js';
export type { Diagnostic, Label, Span } from './compiler/diagnostics/diagnostic.js';
export { DiagnosticError } from './compiler/diagnostics/diagnostic.js';
export { renderDiagnostic } from './compiler/diagnostics/render.js';
export type { LoadedNetwork, LoadOptions, WeightsDeclaration } from './compiler/frontend/index.js';
export { formatSource, loadNetwork } from './compiler/frontend/index.js';
export { interpret, interpreter } from './compiler/interpreter/interpret.js';
export type { Graph } from './compiler/ir/graph.js';
export { parseGraph } from './compiler/ir/parse.js';
export { printGraph } from './compiler/ir/print.js';
export type { Tensor } from './compiler/ir/tensor.js';
export { verifyGraph } from './compiler/ir/verify.js';
export { exportOnnx } from './compiler/onnx/export.js';
export type { PipelineOptions } from './compiler/passes/pipeline.js';
export { PIPELINE, runPipeline } from './compiler/passes/pipeline.js';
export type { Settings, Threads } from './compiler/settings.js';
export { settingsOf, settingsText } from './compiler/settings.js';
export type { Target } from './compiler/target/machine.js';
export type {
  BoundGraph,
  ByteSource,
  Safetensors,
  TensorSelection,
  TensorToWrite,
  WeightSource,
} from './compiler/weights/index.js';
export {
  bindWeights,
  bytesSource,
  openSafetensors,
  randomWeights,
  writeSafetensors,
} from './compiler/weights/index.js';
