import type { Backend } from './backend.js';
import { fail } from './errors.js';
import type { Target } from './load.js';
import type { InputRecord, Manifest, OutputRecord } from './manifest.js';
import type { OutputValue } from './outputs.js';
import type { Parts } from './parts.js';
import { valuesByName } from './tensors.js';

/** A network that is loaded and verified; its outputs are arrays where none is an image. */
export interface Network<Output extends OutputValue = Float32Array> {
  readonly name: string;
  /** The target it runs on. */
  readonly target: Target;
  readonly inputs: readonly Pick<InputRecord, 'name' | 'shape' | 'type' | 'image'>[];
  readonly outputs: readonly Pick<OutputRecord, 'name' | 'shape' | 'type' | 'image' | 'labels'>[];
  /** How many threads it uses now, the one that calls included. */
  readonly threads: number;
  /**
   * One inference: inputs by name in, outputs by name out, each in what `outputs` has for it and else in
   * something fresh. Inputs are read before this returns its promise, but for files, which are decoded
   * first; outputs are written before it settles, and runs finish in the order they were started.
   */
  run(
    inputs: Readonly<Record<string, unknown>>,
    outputs?: Readonly<Record<string, OutputValue | undefined>>,
  ): Promise<Record<string, Output>>;
  /** Gives the states what they began with, where there are any: the next run is like the first. */
  reset?(): void;
  /** Frees memory and GPU buffers. Running afterwards is an error; disposing again is not. */
  dispose(): void;
  [Symbol.dispose](): void;
}

export function createNetwork<Output extends OutputValue>(
  manifest: Manifest,
  target: Target,
  loaded: Backend,
  parts: Parts,
): Network<Output> {
  const { name, inputs, outputs } = manifest;
  const dispose = (): void => {
    backend?.dispose?.();
    backend = undefined;
  };
  let backend: Backend | undefined = loaded;
  const disposed = (): never =>
    fail('disposed', `The network '${name}' was disposed of: call load() again.`);
  return {
    name,
    target,
    inputs: frozen(inputs),
    outputs: frozen(outputs),
    get threads() {
      return backend?.threads ?? 1;
    },
    async run(given, into = {}) {
      const running = backend ?? disposed();
      const writers = valuesByName('output', outputs, into).map((value, index) =>
        parts.outputs(outputs[index], value),
      );
      const decoding = parts.inputs(inputs, given, running.inputs);
      try {
        if (decoding) await decoding;
        const results = await running.run(writers);
        return Object.fromEntries(
          outputs.map((output, index) => [output.name, results[index] as Output]),
        );
      } catch (error) {
        throw backend ? error : disposed();
      }
    },
    ...parts.states?.(manifest[target], () => backend ?? disposed()),
    dispose,
    [disposal]: dispose,
  };
}

/** Of an engine without it, where there is no `using` either, nobody finds the method. */
const disposal: typeof Symbol.dispose =
  (Symbol as { dispose?: typeof Symbol.dispose }).dispose ?? (Symbol() as typeof Symbol.dispose);

/** A copy that nobody can change, all the way down. */
function frozen<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) => Object.freeze(part)) as Value;
}
