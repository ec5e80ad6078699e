import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IMPORTERS } from '../../../compiler/onnx/import/importers.js';
import { projectRoot } from '../../support/paths.js';

it('docs/onnx.md lists the operators that are imported', () => {
  const document = readFileSync(join(projectRoot, 'docs/onnx.md'), 'utf8');
  const list = /^## Operators\n\n([^]*?)\n\n/m.exec(document)?.[1] ?? '';
  const names = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names).toEqual([...IMPORTERS.keys()].sort());
});
