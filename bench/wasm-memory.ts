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
  const instantiate = WebAssembly.instantiate.bind(WebAssembly) as (
    source: BufferSource | WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>;
  const watched = async (
    source: BufferSource | WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ): Promise<unknown> => {
    const result = await instantiate(source, imports);
    const instance = result instanceof WebAssembly.Instance ? result : result.instance;
    for (const module of Object.values(imports ?? {})) note(module);
    note(instance.exports);
    return result;
  };
  WebAssembly.instantiate = watched as typeof WebAssembly.instantiate;
  return () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
