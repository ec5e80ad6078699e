import type { Network } from '../../runtime/load.js';
import type { Outputs } from '../statistics.js';
import type { LoadNetwork } from './runtime.js';

/** The bundle as a program imports it. It has one thread. */
export const load: LoadNetwork = async (files, name) => {
  const bundle = (await files.importModule(`bundle/${name}.js`)) as { load(): Promise<Network> };
  const network = await bundle.load();
  return {
    inputs: network.inputs,
    prepare: (inputs) => inputs,
    run: (inputs) => network.run(inputs as Outputs),
    collect: (result) => result as Outputs,
  };
};
