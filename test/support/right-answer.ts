import { expect } from 'vitest';
import type { Network } from '../../runtime/load.js';
import { handwrittenInputs, handwrittenReference } from './programs.js';

/** Expects `handwritten` to be loaded and to give the answer that is worked out by hand. */
export async function expectRightAnswer(loading: Promise<Network>): Promise<void> {
  const network = await loading;
  const { scores } = await network.run(handwrittenInputs);
  const { picture, gain } = handwrittenInputs;
  expect(Array.from(scores)).toEqual(handwrittenReference(picture, gain).scores);
  network.dispose();
}
