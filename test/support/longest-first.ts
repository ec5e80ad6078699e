import { relative } from 'node:path';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** The files that take longest, by far. */
const LONGEST = [
  'test/codegen/wgsl/op-cases.test.ts',
  'test/zoo/systems.test.ts',
  'test/codegen/schedule/op-cases.test.ts',
  'test/codegen/wasm/op-cases.test.ts',
  'test/codegen/verify-loops/kernels.test.ts',
  'test/docs/adding-an-op.test.ts',
  'test/frontend/mutations.test.ts',
  'test/codegen/narrow-weights.test.ts',
  'test/cli/json-schema.test.ts',
];

/**
 * The longest files first, so that no worker has one left when the others have finished. A fresh clone knows
 * of no earlier run, and the size of a file says little about how long it takes.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
