import type { Network } from '../../runtime/load.js';
import type { ThreadedLoadOptions } from '../../runtime/threads.js';
import type { Outputs } from '../statistics.js';
import type { LoadNetwork } from './runtime.js';

interface BundleModule {
  load(options: ThreadedLoadOptions): Promise<Network>;
}

/** The bundle as a program imports it; compiled for the target alone, and without threads for one. */
export const load: LoadNetwork = async (files, name, { target, threads }) => {
  const bundle = (await files.importModule(`bundle/${name}.js`)) as BundleModule;
  const network = await bundle.load({ target, threads });
  return {
    inputs: network.inputs,
    prepare: (inputs) => inputs,
    run: (inputs) => network.run(inputs as Outputs),
    collect: (result) => result as Outputs,
  };
};
