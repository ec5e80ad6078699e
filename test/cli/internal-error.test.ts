import { describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { main } from '../../cli/netloom.js';
import type { CommandResult } from '../support/command-line.js';

describe('a mistake of ours', () => {
  async function failing(...argv: string[]): Promise<CommandResult> {
    const written = { stdout: '', stderr: '' };
    const sink = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => void (written[name] += text),
      isTerminal: false,
      columns: 80,
    });
    const [stdout, stderr] = [sink('stdout'), sink('stderr')];
    const readStdin = () => Promise.reject(new Error('the impossible happened'));
    const io = { cwd: '/', env: {}, stdout, stderr, now: () => 0, readStdin };
    const code = await main(argv, createContext(io));
    return { code, ...written };
  }

  it('asks to be reported, and exits with 70', async () => {
    const { code, stdout, stderr } = await failing('fmt', '--stdin');
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(
      /^internal error: the impossible happened\n\nThis is a mistake in Netloom, not in your network\. Please report it/,
    );
    expect(stderr).toMatch(/\n {2}netloom \d+\.\d+\.\d+, Node v\d+/);
    expect(stderr).toContain('\n  netloom fmt --stdin\n');
  });

  it('does so as JSON as well', async () => {
    const { code, stdout, stderr } = await failing('fmt', '--stdin', '--json');
    expect({ code, stderr }).toEqual({ code: 70, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [
        {
          severity: 'error',
          code: 'internal',
          title: 'the impossible happened',
          notes: expect.arrayContaining([
            expect.stringMatching(/^netloom \d+\.\d+\.\d+, Node v\d+/),
            'netloom fmt --stdin --json',
            'Error: the impossible happened',
          ]) as string[],
          hint: 'This is a mistake in Netloom, not in your network. Please report it with these notes.',
        },
      ],
    });
  });
});
