/**
 * What `loading` gives, or an error with the reason of `signal` if that is aborted before. What is loaded
 * all the same is disposed of then: nobody else would.
 */
export function untilAborted<Loaded extends { dispose(): void }>(
  loading: Promise<Loaded>,
  signal: AbortSignal | undefined,
): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort);
    loading.then((loaded) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) loaded.dispose();
      else resolve(loaded);
    }, reject);
  });
}
