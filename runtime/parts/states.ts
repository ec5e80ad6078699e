import type { ArenaRecord, StateRecord, WasmRecord } from '../manifest.js';
import type { KeepStates } from '../parts.js';

/** Tensors that are kept from run to run. */
export const states: KeepStates = (record, backend) => {
  const reset = (): void => {
    const { memory, buffers } = backend();
    const { states = [] } = record as ArenaRecord;
    if (memory) resetMemory(memory, record as WasmRecord, states);
    if (buffers) resetBuffers(buffers, states);
  };
  reset();
  return { reset };
};

function resetMemory(
  { buffer }: WebAssembly.Memory,
  { arenaBase }: WasmRecord,
  states: readonly StateRecord[],
): void {
  const all = new Uint8Array(buffer);
  for (const [offset, bytes, from] of states) {
    const to = arenaBase + offset;
    if (from < 0) all.fill(0, to, to + bytes);
    else all.copyWithin(to, from, from + bytes);
  }
}

/** In the device's order: behind the runs that have begun. */
function resetBuffers(
  [device, arena, weights]: readonly [GPUDevice, GPUBuffer, GPUBuffer],
  states: readonly StateRecord[],
): void {
  const encoder = device.createCommandEncoder();
  for (const [offset, bytes, from] of states) {
    if (from < 0) encoder.clearBuffer(arena, offset, bytes);
    else encoder.copyBufferToBuffer(weights, from, arena, offset, bytes);
  }
  device.queue.submit([encoder.finish()]);
}
