import { describe, expect, it } from 'vitest';
import { createContext } from '../../cli/context.js';
import { main } from '../../cli/netloom.js';

describe('a mistake of ours', () => {
  it('asks to be reported, and exits with 70', async () => {
    let stderr = '';
    const sink = { write: (text: string) => void (stderr += text), isTerminal: false, columns: 80 };
    const io = { cwd: '/', env: {}, stdout: sink, stderr: sink, now: () => 0 };
    const readStdin = () => Promise.reject(new Error('the impossible happened'));
    const code = await main(['fmt', '--stdin'], createContext({ ...io, readStdin }));
    expect(code).toBe(70);
    expect(stderr).toMatch(
      /^internal error: the impossible happened\n\nThis is a mistake in Netloom, not in your network\. Please report it/,
    );
    expect(stderr).toMatch(/\n {2}netloom \d+\.\d+\.\d+, Node v\d+/);
    expect(stderr).toContain('\n  netloom fmt --stdin\n');
  });
});
