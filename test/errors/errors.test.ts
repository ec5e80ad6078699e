import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../compiler/frontend/codes.js';
import { loadNetwork, renderDiagnostic } from '../../compiler/frontend/index.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';

/**
 * Programs that must fail. Each is named after the code of the error it shows, as `call/kind.net` or
 * `call/kind.pair.net`, and lies beside what the user sees: read the `.txt` as a user would before
 * accepting a change with `vitest -u`. A first line `# set: name=value` or `# network: name` stands for
 * the option of that name.
 */
const folder = join(projectRoot, 'test/errors');
const programs = listFiles(folder, '.net').filter((path) => !path.includes('/files/'));

function codeOf(program: string): string {
  return program.replace(/(\.[\w-]+)?\.net$/, '');
}

function readOption(source: string, option: string): string | undefined {
  return new RegExp(`^# ${option}: (.*)$`, 'm').exec(source)?.[1];
}

function failure(program: string): ReturnType<typeof loadNetwork> {
  const source = readFileSync(join(folder, program), 'utf8');
  const network = readOption(source, 'network');
  const [name, value] = readOption(source, 'set')?.split('=') ?? [];
  return loadNetwork({
    path: program,
    source,
    loadSource: (path) => {
      const file = join(folder, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    ...(name === undefined ? {} : { sets: { [name]: value } }),
    ...(network === undefined ? {} : { network }),
  });
}

describe('programs that must fail', () => {
  test.each(programs)('%s', async (program) => {
    const { diagnostics, sources, graph } = failure(program);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(codeOf(program));
    expect(graph === undefined).toBe(diagnostics.some((each) => each.severity === 'error'));
    const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources));
    const file = join(folder, program.replace(/\.net$/, '.txt'));
    await expect(`${rendered.join('\n\n')}\n`).toMatchFileSnapshot(file);
  });

  test('there is one for every code of the front end', () => {
    const shown = programs.map(codeOf);
    expect(CODES.filter((code) => !shown.includes(code))).toEqual([]);
  });

  test('every code in the list is one that the front end emits', () => {
    const frontend = join(projectRoot, 'compiler/frontend');
    const text = listFiles(frontend, '.ts')
      .filter((file) => file !== 'codes.ts')
      .map((file) => readFileSync(join(frontend, file), 'utf8'))
      .join('\n');
    const parts = CODES.map((code) => code.split('/'));
    const silent = parts.filter(
      ([area, name]) => !text.includes(`'${area}/${name}'`) && !text.includes(`'${name}'`),
    );
    expect(silent).toEqual([]);
  });
});
