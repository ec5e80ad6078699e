import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { benchmarkNetworks } from '../../bench/networks.js';
import { settingsOf } from '../../compiler/settings.js';
import type { Context } from '../../cli/context.js';
import { createContext } from '../../cli/context.js';
import { inspectGraph } from '../../cli/inspect/inspection.js';
import { constantsView } from '../../cli/inspect/views/constants.js';
import { memoryView } from '../../cli/inspect/views/memory.js';
import { overviewView } from '../../cli/inspect/views/overview.js';
import { netloom as commandLine } from '../../cli/netloom.js';
import { readNetwork } from '../../cli/network.js';
import { widthOf } from '../../cli/text/width.js';
import { entries } from '../../compiler/manual/entries.js';
import { temporaryFolder } from '../support/bundles.js';
import { netloom } from '../support/command-line.js';
import { projectRoot } from '../support/paths.js';

const COLUMNS = 80;

/** Lines that are too wide for a terminal of 80 columns. */
function tooWide(lines: readonly string[]): string[] {
  return lines.filter((line) => widthOf(line) > COLUMNS);
}

function contextIn(cwd: string): Context {
  const sink = { write: () => undefined, isTerminal: false, columns: COLUMNS };
  const readStdin = () => Promise.resolve('');
  return createContext({ cwd, env: {}, stdout: sink, stderr: sink, now: () => 0, readStdin });
}

describe('80 columns are enough for', () => {
  it.each(benchmarkNetworks())('all tables of $name', ({ name, file }) => {
    const context = contextIn(projectRoot);
    const { graph, blocks } = readNetwork(context, file, { network: name, set: {} });
    const settings = settingsOf({ weightsAs: 'int8' });
    const inspection = inspectGraph(context, graph, blocks, 'wasm', settings);
    const views = [
      overviewView(context, inspection),
      constantsView(context, inspection),
      memoryView(context, inspection),
    ];
    for (const view of views) expect(tooWide(view.lines())).toEqual([]);
  });

  it('the help of every command', async () => {
    const names = commandLine(contextIn('/')).commands.map((command) => command.name());
    for (const argv of [['--help'], ...names.map((name) => ['help', name])]) {
      const { stdout } = await netloom(argv, { cwd: '/', columns: COLUMNS });
      expect(tooWide(stdout.split('\n'))).toEqual([]);
    }
  });

  it('the pages of everything that can be called', async () => {
    for (const words of [['ops'], ...entries().map(({ name }) => ['op', name])]) {
      const { stdout } = await netloom(['help', ...words], { cwd: '/', columns: COLUMNS });
      expect(tooWide(stdout.split('\n'))).toEqual([]);
    }
  });
});

const LONG = 'a_name_that_goes_on_and_on_and_is_longer_than_anybody_would_want_to_read_it';

const NETWORK = `network ${LONG} {
  input picture: image(12, 12, rgb)
  ${LONG} = picture -> conv(16, kernel = 3, padding = 1) -> relu -> conv(16, kernel = 3, padding = 1) as ${LONG}_2
  scores = ${LONG} -> global_avg_pool -> flatten -> linear(2)
  output ${LONG}_output = softmax(scores) labels ["${LONG}", "b"]
}
`;

describe('names longer than 80 columns', () => {
  let cwd: string;
  const weights = ['--weights', 'random:1'];
  const lines = async (...argv: string[]): Promise<string[]> => {
    const { code, stdout } = await netloom(argv, { cwd, columns: COLUMNS });
    expect(code).toBe(0);
    return stdout.split('\n');
  };

  beforeAll(async () => {
    cwd = await temporaryFolder();
    await writeFile(join(cwd, `${LONG}.net`), NETWORK);
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (12, 12, 3), }".padEnd(117);
    const head = Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, 'latin1');
    await writeFile(join(cwd, 'x.npy'), Buffer.concat([head, Buffer.alloc(432)]));
  });

  it('are cut in the tables of inspect', async () => {
    const shown = await lines('inspect', `${LONG}.net`, '--layers', '--constants', '--memory');
    expect(tooWide(shown)).toEqual([]);
    expect(shown.join('\n')).toContain('…');
  });

  it('are cut in what compile and check say', async () => {
    expect(tooWide(await lines('compile', `${LONG}.net`, ...weights, '-o', 'out'))).toEqual([]);
    const argv = ['check', `${LONG}.net`, ...weights, '--against', 'reference'];
    const table = (await lines(...argv)).filter((line) => !line.includes('agrees'));
    expect(tooWide(table).filter((line) => !line.includes(`${LONG}_output`))).toEqual([]);
  });

  it('are cut in what run answers', async () => {
    const shown = await lines('run', `${LONG}.net`, ...weights, '--input', 'x.npy');
    expect(tooWide(shown.filter((line) => !line.startsWith(LONG)))).toEqual([]);
    expect(shown.join('\n')).toMatch(/\n {2}a_name_that_\S+… {2} 44\.4 % {2}█/);
  });
});
