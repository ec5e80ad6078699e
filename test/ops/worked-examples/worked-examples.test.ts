import { describe, expect, it } from 'vitest';
import { arithmeticChecks } from './arithmetic.js';
import { convolutionChecks } from './convolutions.js';
import { countChecks } from './counts.js';
import { detectionChecks } from './detection.js';
import type { Checks } from './entry.js';
import { loadEntries } from './entry.js';
import { extentChecks } from './extents.js';
import { functionChecks } from './functions.js';
import { generatorChecks } from './generators.js';
import { networkCountChecks } from './network-counts.js';
import { lenetChecks } from './lenet.js';
import { lookupChecks } from './lookups.js';
import { rankingChecks } from './ranking.js';
import { recurrentChecks } from './recurrent.js';
import { resamplingChecks } from './resampling.js';
import { shapeChecks } from './shapes.js';

/** Entries that nothing here computes, and why. A check of one takes it off the list. */
const NOT_COVERED: Readonly<Record<string, string>> = {
  'xavier-he-var': 'training begins with it',
  'lr-decay-direction': 'training alone has a rate',
};

describe('the worked examples of the course', () => {
  const entries = loadEntries();
  const families: readonly Checks[] = [
    convolutionChecks,
    resamplingChecks,
    functionChecks,
    recurrentChecks(entries),
    extentChecks,
    shapeChecks,
    countChecks,
    networkCountChecks,
    generatorChecks,
    detectionChecks,
    rankingChecks(entries),
    lookupChecks,
    lenetChecks(entries),
    arithmeticChecks,
  ];
  const checks: Checks = Object.assign({}, ...families) as Checks;
  const covered = entries.filter(({ id }) => id in checks);

  it.each(covered)('$kind: $id', (entry) => {
    checks[entry.id](entry);
  });

  it('are each checked once, by an entry that exists', () => {
    const ids = families.flatMap((family) => Object.keys(family));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !entries.some((entry) => entry.id === id))).toEqual([]);
  });

  it('are all checked but for those that only training could show', () => {
    const missing = entries.filter(({ id }) => !(id in checks)).map(({ id }) => id);
    expect(missing.sort()).toEqual(Object.keys(NOT_COVERED).sort());
  });
});
