import type { LoadOptions, Network } from '../../runtime/load.js';
import { arraysFor } from '../../runtime/outputs.js';
import type { Outputs } from '../statistics.js';
import type { LoadNetwork } from './runtime.js';

interface BundleModule {
  load(options: LoadOptions): Promise<Network>;
}

/** The bundle as a program imports it; compiled for the target alone, and without threads for one. */
export const load: LoadNetwork = async (files, name, { target, threads }) => {
  const bundle = (await files.importModule(`bundle/${name}.js`)) as BundleModule;
  const network = await bundle.load({ target, threads });
  // As a program does that answers again and again, which then leaves no garbage.
  const outputs = arraysFor(network.outputs);
  return {
    inputs: network.inputs,
    prepare: (inputs) => inputs,
    run: (inputs) => network.run(inputs as Outputs, outputs),
    collect: (result) => result as Outputs,
  };
};
