import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/paths.js';

/** The command as it is installed: what `npm run build` has made. */
const command = `${projectRoot}dist/cli/main.js`;

beforeAll(() => {
  if (!existsSync(command)) throw new Error('build the command first: npm run build');
});

describe('the installed command', () => {
  // Some libraries take CI for a terminal.
  const env = { ...process.env, CI: 'true', TERM: 'xterm-256color' };
  const run = (...argv: string[]) =>
    spawnSync(command, argv, { cwd: projectRoot, encoding: 'utf8', input: '', env });

  it('runs by itself and exits with 0', () => {
    const { status, stdout } = run(
      ...['run', 'examples/lenet5/lenet5.net', '--input', 'examples/lenet5/digits/7-a.png'],
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}7 +\d+\.\d %/m);
  });

  it('exits with 1 for wrong input and 2 for a wrong command line', () => {
    expect(run('check', 'nowhere.net')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'error[file/missing]: nowhere.net does not exist\n',
    });
    expect(run('check')).toMatchObject({ status: 2 });
  });

  it('does not mind a reader that has seen enough', async () => {
    const child = spawn(command, ['inspect', 'examples/lenet5/lenet5.net', '--changes'], {
      cwd: projectRoot,
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.stdout.destroy();
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('formats standard input', () => {
    const source = 'network n { input x: tensor(1, 2)\noutput y = x->relu }\n';
    const argv = ['fmt', '--stdin'];
    const { status, stdout } = spawnSync(command, argv, { encoding: 'utf8', input: source });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^network n \{\n {2}input x: tensor\(1, 2\)\n/);
    const again = spawnSync(command, [...argv, '--check'], { encoding: 'utf8', input: stdout });
    expect(again).toMatchObject({ status: 0, stdout: '' });
    const before = spawnSync(command, [...argv, '--check'], { encoding: 'utf8', input: source });
    expect(before).toMatchObject({ status: 3, stdout: '' });
  });
});
