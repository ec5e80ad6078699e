import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { processIo } from '../../cli/io.js';
import { netloom as commandLine } from '../../cli/netloom.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';

const network = (name: string, extent: number): string =>
  `network ${name}(n = ${extent}) {\n  input x: tensor(1, n)\n  output y = relu(x)\n}\n`;

/** What each command that opens a network needs besides it. */
const COMMANDS: Record<string, readonly string[]> = {
  compile: ['-o', 'out'],
  run: ['--input', '[[1,2]]', '--json'],
  inspect: ['--json'],
  check: ['--json'],
  export: ['--onnx', '-o', 'out.onnx'],
};

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  await writeFile(join(cwd, 'two.net'), network('large', 4000) + network('small', 2));
  await writeFile(join(cwd, 'one.net'), network('small', 2));
  await writeFile(join(cwd, 'blocks.net'), 'block b(x) {\n  return x\n}\n');
});

describe('--network', () => {
  it('belongs to every command that opens a network', () => {
    const { commands } = commandLine(createContext(processIo()));
    const opening = commands.filter(({ registeredArguments: [first] }) =>
      first?.name().endsWith('.net'),
    );
    expect(opening.map((command) => command.name())).toEqual(Object.keys(COMMANDS));
    for (const { options } of opening) {
      expect(options.map(({ long }) => long)).toContain('--network');
    }
  });

  it.each(Object.entries(COMMANDS))('says which network %s takes', async (command, more) => {
    const run = (...argv: string[]): ReturnType<typeof netloom> =>
      netloom([command, ...argv, ...more], { cwd });
    expect((await run('two.net')).code).toBe(1);
    expect(await run('two.net', '--network', 'small')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('one.net', '--network', 'small')).toMatchObject({ code: 0, stderr: '' });
  });

  it('names a bundle, and goes together with values for its parameters', async () => {
    const argv = ['compile', 'two.net', '--network', 'large', '--set', 'n=5', '-o', 'large'];
    expect((await netloom(argv, { cwd })).code).toBe(0);
    expect(await readdir(join(cwd, 'large'))).toContain('large.js');
  });

  it('is what to give where there are several', async () => {
    expect(await netloom(['check', 'two.net'], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: `error[network/several]: \`two.net\` has 2 networks: large, small
  ┌─ two.net:5:9
  │
1 │ network large(n = 4000) {
  │         ----- the first
  ·
5 │ network small(n = 2) {
  │         ^^^^^ the second of them
  │
  hint: say which one is meant, as in \`--network large\`
`,
    });
  });

  it.each([
    ['two.net', 'smal', 'note: it has large, small\nhint: did you mean `small`?\n'],
    ['two.net', 'resnet', 'note: it has large, small\n'],
    ['one.net', 'large', 'note: it has small\n'],
    ['blocks.net', 'small', 'note: it has none\n'],
  ])('of %s refuses %s and lists what there is', async (file, name, advice) => {
    expect(await netloom(['check', file, '--network', name], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: `error[network/unknown]: \`${file}\` has no network \`${name}\`\n${advice}`,
    });
  });
});
