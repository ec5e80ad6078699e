import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../support/paths.js';

/** A test file, and what became of its tests. */
export interface TestFile {
  readonly path: string;
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  /** With the reasons. */
  readonly failed: readonly string[];
}

/** What vitest's JSON reporter writes, as far as it is needed here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs vitest in the project below `root`, in a process of its own. */
export async function runVitest(root: string, args: readonly string[]): Promise<TestFile[]> {
  const file = join(root, 'report.json');
  const vitest = join(projectRoot, 'node_modules/vitest/vitest.mjs');
  const reporting = ['--reporter=json', `--outputFile=${file}`];
  const options = { cwd: root, env: ownEnvironment() };
  const output = await new Promise<string>((resolve) => {
    // The report says which tests failed, so the exit status doesn't matter.
    execFile(process.execPath, [vitest, ...args, ...reporting], options, (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  return readReport(file, output).testResults.map(({ name, assertionResults }) => {
    const named = (status: string): string[] =>
      assertionResults
        .filter((each) => each.status === status)
        .map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join(': '));
    return {
      path: relative(root, name).replaceAll('\\', '/'),
      passed: named('passed'),
      skipped: named('skipped'),
      failed: named('failed'),
    };
  });
}

/** Without what this run of vitest tells its workers, and without CI's own report. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(CI$|VITEST)/.test(name));
  return Object.fromEntries(own);
}

function readReport(file: string, output: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch (cause) {
    throw new Error(`the tests wrote no report:\n${output}`, { cause });
  }
}
