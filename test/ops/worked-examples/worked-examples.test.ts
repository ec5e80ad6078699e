import { describe, expect, it } from 'vitest';
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

/**
 * Entries about what today's ops cannot say. An op that makes one expressible lowers the number;
 * nothing may raise it.
 */
const NOT_COVERED = 30;

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

  it(`leave ${NOT_COVERED} of ${entries.length} for later ops`, () => {
    const missing = entries.filter(({ id }) => !(id in checks));
    const kinds = [...new Set(missing.map(({ kind }) => kind))].map((kind) => {
      const ids = missing.filter((entry) => entry.kind === kind).map(({ id }) => id);
      return `  ${kind} (${ids.length}): ${ids.join(', ')}`;
    });
    console.warn(`Worked examples that no op covers yet:\n${kinds.join('\n')}`);
    expect(missing).toHaveLength(NOT_COVERED);
  });
});
