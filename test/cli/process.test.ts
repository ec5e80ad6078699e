import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';

/** The command as it is installed: what `npm run build` has made. */
const command = `${projectRoot}dist/cli/main.js`;

beforeAll(() => {
  if (!existsSync(command)) throw new Error('build the command first: npm run build');
});

// Some libraries take CI for a terminal.
const env = { ...process.env, CI: 'true', TERM: 'xterm-256color' };
const run = (...argv: string[]) =>
  spawnSync(command, argv, { cwd: projectRoot, encoding: 'utf8', input: '', env });
/** What a shell makes of a command line, in which `netloom` is the command. */
const shell = (line: string) =>
  spawnSync('bash', ['-c', `netloom() { '${command}' "$@"; }; ${line}`], {
    cwd: projectRoot,
    encoding: 'utf8',
    input: '',
    env,
  });
const lenet5 = 'examples/lenet5/lenet5.net';

describe('the installed command', () => {
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

  it('fits tables into 80 columns, or as many as COLUMNS says', () => {
    const widest = (columns?: string): number => {
      const { stdout } = spawnSync(
        command,
        ['inspect', 'examples/zoo/recurrent/char_lstm.net', '--layers'],
        {
          cwd: projectRoot,
          encoding: 'utf8',
          env: { ...env, COLUMNS: columns },
        },
      );
      return Math.max(...stdout.split('\n').map((line) => [...line].length));
    };
    expect(widest()).toBeLessThanOrEqual(80);
    expect(widest('none')).toBe(widest());
    expect(widest('70')).toBeLessThanOrEqual(70);
    expect(widest('200')).toBeGreaterThan(80);
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

  it('says what is wrong with standard input', () => {
    expect(shell('netloom fmt --stdin < examples')).toMatchObject({
      status: 1,
      stderr: 'error[file/directory]: standard input is a directory, not a file\n',
    });
    expect(shell("printf '# caf\\xe9' | netloom fmt --stdin")).toMatchObject({
      status: 1,
      stderr: 'error[file/encoding]: standard input is not UTF-8 text\n',
    });
  });
});

describe('standard output', () => {
  it('that is full is an error in one line', () => {
    expect(shell(`netloom inspect ${lenet5} > /dev/full`)).toMatchObject({
      status: 1,
      stderr: 'error[file/space]: standard output: no space is left on the device\n',
    });
    // Nobody can be told, but the status says it.
    expect(shell(`netloom inspect ${lenet5} > /dev/full 2> /dev/full`).status).toBe(1);
    expect(shell('netloom check nowhere.net 2> /dev/full').status).toBe(1);
  });

  it('is whole in a pipe whose reader is slow, and so is the status behind it', () => {
    const comments = `seq -f '# %09g' 6500`;
    const { stdout } = shell(
      `${comments} | netloom fmt --stdin | (sleep 0.3; cksum); echo "\${PIPESTATUS[1]}"; ${comments} | cksum`,
    );
    const [written, status, expected] = stdout.trim().split('\n');
    expect({ written, status }).toEqual({ written: expected, status: '0' });
  });

  it('takes a file, and then nothing else', async () => {
    const folder = await temporaryFolder();
    const files = ['a', 'b', 'c'].map((name) => join(folder, name));
    const [pipe, redirected, named] = files;
    const results = [
      shell(`netloom export --onnx ${lenet5} -o /dev/stdout | cat > ${pipe}`),
      shell(`(echo before; netloom export --onnx ${lenet5} -o /dev/fd/1) > ${redirected}`),
      shell(`netloom export --onnx ${lenet5} -o ${named} 2>&1 >/dev/null`),
      shell(`netloom export --onnx ${lenet5} -o >(cat > ${pipe}.2); sleep 0.1`),
    ];
    expect(results.map(({ stderr }) => stderr)).toEqual([
      'wrote /dev/stdout, 248 KB\n',
      'wrote /dev/fd/1, 248 KB\n',
      '',
      '',
    ]);
    const expected = readFileSync(named);
    expect(readFileSync(pipe).equals(expected)).toBe(true);
    expect(readFileSync(`${pipe}.2`).equals(expected)).toBe(true);
    // What was there before stays there.
    expect(
      readFileSync(redirected).equals(Buffer.concat([Buffer.from('before\n'), expected])),
    ).toBe(true);
  });
});

describe('a run that is interrupted', () => {
  /** Writes half of a file and waits. */
  const HALF = `
    import { createContext } from './cli/context.js';
    import { processIo } from './cli/io.js';
    import { temporaryFolder } from './cli/files/temporaries.js';
    import { writeFiles } from './cli/files/write.js';
    async function* chunks() {
      yield { path: 'folder/file', bytes: new Uint8Array(9) };
      console.log(temporaryFolder());
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    await writeFiles(createContext(processIo()), chunks());
  `;

  async function interrupted(signal: NodeJS.Signals): Promise<{
    readonly ended: NodeJS.Signals | null;
    readonly folder: string;
    readonly temporary: string;
  }> {
    const folder = await temporaryFolder();
    await build({
      stdin: { contents: HALF, resolveDir: projectRoot, sourcefile: 'half.ts', loader: 'ts' },
      outfile: join(folder, 'half.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const child = spawn(process.execPath, ['half.mjs'], { cwd: folder });
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill(signal);
    const [, ended] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return { ended, folder, temporary: output.toString().trim() };
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s leaves nothing behind',
    async (signal) => {
      const { ended, folder, temporary } = await interrupted(signal);
      // As a shell wants it: 128 and the number of the signal.
      expect(ended).toBe(signal);
      expect(readdirSync(join(folder, 'folder'))).toEqual([]);
      expect(existsSync(temporary)).toBe(false);
    },
  );

  it('by SIGKILL leaves what the next run removes', async () => {
    const { folder, temporary } = await interrupted('SIGKILL');
    expect(readdirSync(join(folder, 'folder'))).toEqual([expect.stringMatching(/\.tmp$/)]);
    expect(existsSync(temporary)).toBe(true);
    const output = join(folder, 'folder/lenet5.onnx');
    expect(run('export', '--onnx', lenet5, '-o', output).status).toBe(0);
    expect(readdirSync(join(folder, 'folder'))).toEqual(['lenet5.onnx']);
    run('run', lenet5, '--input', 'examples/lenet5/digits/7-a.png', '--json');
    expect(existsSync(temporary)).toBe(false);
  });

  it('starts without compiling any WebAssembly, of which decoders of pictures are made', () => {
    const forbidden = 'WebAssembly.Module = WebAssembly.compile = () => process.exit(99)';
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${forbidden}`, command, 'check', '--help'],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
