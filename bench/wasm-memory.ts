/**
 * Notices every WebAssembly memory from now on, whichever runtime makes it, and returns what counts
 * their bytes. Call it before the runtime is imported.
 */
export function watchWasmMemory(): () => number {
  const memories = new Set<WebAssembly.Memory>();
  const note = (values: WebAssembly.ModuleImports | WebAssembly.Exports | undefined): void => {
    for (const value of Object.values(values ?? {})) {
      if (value instanceof WebAssembly.Memory) memories.add(value);
    }
  };
  WebAssembly.instantiate = watched(
    WebAssembly.instantiate,
    note,
  ) as typeof WebAssembly.instantiate;
  WebAssembly.instantiateStreaming = watched(
    WebAssembly.instantiateStreaming,
    note,
  ) as typeof WebAssembly.instantiateStreaming;
  return () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

type Instantiate = (
  source: never,
  imports?: WebAssembly.Imports,
) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>;

/** The same function, with what goes in and what comes out noted. */
function watched(
  instantiate: unknown,
  note: (values: WebAssembly.ModuleImports | WebAssembly.Exports | undefined) => void,
): Instantiate {
  return async (source, imports) => {
    const result = await (instantiate as Instantiate)(source, imports);
    const instance = result instanceof WebAssembly.Instance ? result : result.instance;
    for (const module of Object.values(imports ?? {})) note(module);
    note(instance.exports);
    return result;
  };
}
