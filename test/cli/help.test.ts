import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../../compiler/manual/entries.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

const COMMANDS = [
  'compile',
  'run',
  'inspect',
  'check',
  'fmt',
  'export',
  'completion',
  'lsp',
  'help',
];
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
    expect(direct.stdout).not.toContain('default: false');
  });

  it('without a topic is that of netloom', async () => {
    expect(await netloom(['help'], { cwd })).toEqual(await netloom(['--help'], { cwd }));
  });

  it.each([
    ['complie', 'did you mean `compile`?'],
    ['conv', '`netloom help op conv` shows what it is in a network'],
    ['zzzzzz', 'commands are compile, run,'],
  ])('of %s says what there is', async (topic, hint) => {
    const { code, stdout, stderr } = await netloom(['help', topic], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`error[help/command]: there is no command \`${topic}\``);
    expect(stderr).toContain(`hint: ${hint}`);
  });

  it('gives the version', async () => {
    expect((await netloom(['--version'], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('help ops', () => {
  it('lists everything in lines of 80 columns', async () => {
    const { code, stdout } = await netloom(['help', 'ops'], { cwd });
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines).toContain('Pooling');
    for (const { name } of entries()) expect(stdout).toContain(`\n  ${name} `);
  });

  it('as JSON has names, sections and signatures', async () => {
    const { stdout } = await netloom(['help', 'ops', '--json'], { cwd });
    const { entries: list } = JSON.parse(stdout) as { entries: { name: string }[] };
    expect(list.map(({ name }) => name)).toEqual(entries().map(({ name }) => name));
    expect(list).toContainEqual({
      name: 'relu',
      kind: 'op',
      section: 'Activations',
      signature: 'relu(x)',
      brief: 'Rectified linear unit',
    });
  });
});

describe('help op', () => {
  const page = async (...words: string[]): Promise<string> =>
    (await netloom(['help', 'op', ...words], { cwd })).stdout;

  it.each([...new Set(entries().map(({ name }) => name))])('%s shows its page', async (name) => {
    const { code, stdout, stderr } = await netloom(['help', 'op', name], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [first, ...rest] = stdout.split('\n');
    expect(first).toMatch(new RegExp(`^${name}\\b`));
    expect(rest.filter((line) => [...line].length > 100)).toEqual([]);
  });

  it('has arguments, shapes, parameters, numbers, windows and other names', async () => {
    const conv = await page('conv');
    expect(conv).toContain('\n  stride    step of the window (default 1)\n');
    expect(conv).toContain('\n  x  1×3×32×32\n  y  1×16×16×16\n');
    expect(conv).toContain('\n  y.weight  16×3×3×3\n');
    expect(conv).toContain('\n   y[0]  □  ■  ■\n');
    expect(conv).toContain('\n  PyTorch              Conv2d, LazyConv2d, conv2d\n');
    expect(await page('relu')).toContain('\n    -2  -1   0   1   2\n\n  y\n    0  0  0  1  2\n');
    expect(await page('exp')).toContain('Of numbers it is a function. The power of e.');
  });

  it('knows names of other frameworks', async () => {
    expect(await page('Conv2d')).toMatch(/^`Conv2d` is called `conv` here\.\n\nconv\(x, /);
    expect(await page('Softmin')).toBe('`Softmin` is written `softmax(-x)`.\n');
    expect(await page('ConvLSTM2D')).toMatch(/^there is no `ConvLSTM2D` yet; /);
  });

  it('as JSON has the page and what was meant', async () => {
    const json = JSON.parse(await page('Conv2d', '--json')) as unknown;
    expect(json).toMatchObject({ entry: { name: 'conv', onnx: ['Conv'] }, meant: {} });
    expect(JSON.parse(await page('Softmin', '--json'))).toEqual({
      meant: { code: 'softmax(-x)' },
      diagnostics: [],
    });
  });

  it.each([
    [['convv'], 'help/unknown', 'did you mean `conv`?'],
    [['zzzzzz'], 'help/unknown', '`netloom help ops` lists what there is'],
    [[], 'help/name', '`netloom help ops` lists them'],
  ])('%j is an error with a hint', async (words, code, hint) => {
    const shown = await netloom(['help', 'op', ...words], { cwd });
    expect(shown).toMatchObject({ code: 1, stdout: '' });
    expect(shown.stderr).toContain(`error[${code}]`);
    expect(shown.stderr).toContain(`hint: ${hint}`);
  });
});

/** Whether a shell is installed. */
/** On CI every shell has to be there. */
function has(shell: string): boolean {
  return process.env.CI !== undefined || spawnSync(shell, ['-c', 'true']).status === 0;
}

/** A folder with what `completion` prints for a shell. */
async function scriptOf(shell: string, file: string): Promise<string> {
  const { code, stdout } = await netloom(['completion', shell], { cwd });
  expect(code).toBe(0);
  const folder = await temporaryFolder();
  writeFileSync(join(folder, file), stdout);
  return folder;
}

describe('completion', () => {
  it('works in bash', async () => {
    const { code, stdout } = await netloom(['completion', 'bash'], { cwd });
    expect(code).toBe(0);
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'netloom.bash'), stdout);
    const networks = 'block b(x) {}\nnetwork small {\n}\n  network  größer(n = 1){\n}\n';
    writeFileSync(join(folder, 'two.net'), networks);
    const files = ['netloom.bash', 'two.net'];
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
    expect(offered('check', 'two.net', '--network', '')).toEqual(['small', 'größer', ...files]);
    expect(offered('check', 'two.net', '--network', 'sm')).toEqual(['small']);
    expect(offered('check', '--network', '')).toEqual(files);
    expect(offered('help', 'op')).toEqual(['ops', 'op']);
    expect(offered('help', 'com')).toEqual(['compile', 'completion']);
    expect(offered('help', 'op', 'conv_')).toEqual([
      'conv_transpose1d',
      'conv_transpose',
      'conv_transpose3d',
      'conv_bn',
      'conv_bn_relu',
    ]);
    writeFileSync(join(folder, 'spaced name.net'), '');
    expect(offered('check', 'sp')).toEqual(['spaced name.net']);
  });

  it.runIf(has('fish'))('works in fish', async () => {
    const folder = await scriptOf('fish', 'netloom.fish');
    writeFileSync(join(folder, 'two.net'), 'network small {\n}\nnetwork large {\n}\n');
    const offered = (line: string): string[] => {
      const script = `source netloom.fish; complete -C '${line}'`;
      const output = execFileSync('fish', ['-N', '-c', script], { cwd: folder, encoding: 'utf8' });
      const lines = output.trim().split('\n');
      return lines.map((each) => each.split('\t')[0]);
    };
    expect(offered('netloom com')).toEqual(['compile', 'completion']);
    expect(offered('netloom compile --s')).toEqual(['--set', '--single-file']);
    expect(offered('netloom compile --target ')).toEqual(['all', 'wasm', 'webgpu']);
    expect(offered('netloom check two.net --network ')).toEqual(['large', 'small']);
    expect(offered('netloom completion ')).toEqual(['bash', 'fish', 'zsh']);
  });

  it.runIf(has('zsh'))('works in zsh from the first time on', async () => {
    const folder = await scriptOf('zsh', '_netloom');
    // What zsh's completion does with a file of fpath, with what it would show printed instead.
    const script = [
      'fpath=($PWD $fpath)',
      'autoload -U _netloom',
      '_describe() { print -rl -- "${commands[@]%%:*}" }',
      'words=(netloom "") CURRENT=2',
      '_netloom',
    ].join('\n');
    const output = execFileSync('zsh', ['-f', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(output.trim().split('\n')).toEqual(COMMANDS);
  });

  it.each(['zsh', 'fish'])('of %s knows every command and option', async (shell) => {
    const { stdout } = await netloom(['completion', shell], { cwd });
    for (const command of COMMANDS) expect(stdout).toContain(command);
    expect(stdout).toContain('squeeze_excite');
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
