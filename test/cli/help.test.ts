import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

const COMMANDS = ['compile', 'run', 'inspect', 'check', 'fmt', 'export', 'completion'];
const cwd = '/';

describe('help', () => {
  it('lists the commands, examples and exit codes', async () => {
    const { code, stdout, stderr } = await netloom(['--help'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toContain(`  ${command} `);
    expect(stdout).toMatch(/\nExamples:\n {2}# make a bundle\n {2}\$ netloom compile /);
    expect(stdout).toMatch(/\nExit status:\n {2}0 {3}done\n[^]* {2}70 {2}an internal error/);
  });

  it.each(COMMANDS)('of %s shows examples', async (command) => {
    const direct = await netloom([command, '--help'], { cwd });
    expect(direct).toMatchObject({ code: 0, stderr: '' });
    expect(direct.stdout).toMatch(new RegExp(`^Usage: netloom ${command} `));
    expect(direct.stdout).toMatch(
      new RegExp(`\\nExamples:\\n( {2}# .*\\n {2}\\$ netloom ${command} .*\\n)+`),
    );
    expect(await netloom(['help', command], { cwd })).toEqual(direct);
  });

  it('gives the version', async () => {
    expect((await netloom(['--version'], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('completion', () => {
  it('works in bash', async () => {
    const { code, stdout } = await netloom(['completion', 'bash'], { cwd });
    expect(code).toBe(0);
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'netloom.bash'), stdout);
    /** What bash offers after these words. */
    const offered = (...words: string[]): string[] => {
      const script = [
        '. ./netloom.bash',
        `COMP_WORDS=(netloom ${words.map((word) => `'${word}'`).join(' ')})`,
        `COMP_CWORD=${words.length}`,
        '_netloom',
        'printf "%s\\n" "${COMPREPLY[@]}"',
      ].join('\n');
      const output = execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
      return output.trim().split('\n');
    };
    expect(offered('com')).toEqual(['compile', 'completion']);
    expect(offered('compile', '--s')).toEqual(['--set', '--single-file']);
    expect(offered('compile', '--target', 'w')).toEqual(['wasm', 'webgpu']);
    expect(offered('inspect', '--after', 'fuse')).toEqual(['fuse-tail', 'fuse-pooling']);
    expect(offered('check', 'net')).toEqual(['netloom.bash']);
  });

  it.each(['zsh', 'fish'])('of %s knows every command and option', async (shell) => {
    const { stdout } = await netloom(['completion', shell], { cwd });
    for (const command of COMMANDS) expect(stdout).toContain(command);
    for (const option of ['single-file', 'against', 'kernel', 'stdin']) {
      expect(stdout).toContain(option);
    }
  });
});

describe('on a terminal', () => {
  const argv = ['check', 'nowhere.net'];

  it('there are colours, unless NO_COLOR or TERM say otherwise', async () => {
    const stderr = async (terminal: boolean, env: Record<string, string>): Promise<string> =>
      (await netloom(argv, { cwd, terminal, env })).stderr;
    expect(await stderr(true, {})).toContain('\x1b[31m');
    expect(await stderr(false, {})).not.toContain('\x1b[');
    expect(await stderr(true, { NO_COLOR: '1' })).not.toContain('\x1b[');
    expect(await stderr(true, { NO_COLOR: '' })).toContain('\x1b[31m');
    expect(await stderr(true, { TERM: 'dumb' })).not.toContain('\x1b[');
  });
});
