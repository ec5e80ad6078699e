/**
 * Builds the project: first the generated sources (every `scripts/generate-*.mjs`, in alphabetical
 * order), then `dist/`. `--generate` stops after the first step, which is all that the tests and
 * the type checker need.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('.', import.meta.url));
const root = join(scripts, '..');

/** Runs a Node script from the project's root; its output is ours, a failure ends the build. */
function node(...args) {
  try {
    execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}

for (const name of readdirSync(scripts).sort()) {
  if (/^generate-.*\.mjs$/.test(name)) node(join(scripts, name));
}

if (!process.argv.includes('--generate')) {
  // A file whose source is gone must not survive in what is published.
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  // Only emits: `npm run typecheck` checks these files together with the tests.
  node(join(typescript, 'bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck');
  // npm links the command before `prepare` has made it, so npm cannot set the bit itself.
  chmodSync(join(root, 'dist/cli/main.js'), 0o755);
}
