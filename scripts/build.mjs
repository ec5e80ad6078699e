/**
 * Builds the project: first the generated sources (every `scripts/generate-*.mjs`, in alphabetical
 * order), then `dist/`. `--generate` stops after the first step, which is all that the tests and
 * the type checker need. Does nothing when nothing has changed since the last build: npm runs it
 * again when `npx netloom` is used for the first time.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDeclarations } from './bundle-declarations.mjs';
import { bundleCommand } from './bundle-command.mjs';
import { bundleServer } from './bundle-editor.mjs';
import { licencesOf } from './licences.mjs';

const scripts = fileURLToPath(new URL('.', import.meta.url));
const root = join(scripts, '..');
const dist = join(root, 'dist');

/** Everything that the result depends on. */
const INPUTS = [
  'cli',
  'compiler',
  'editor',
  'runtime',
  'scripts',
  'index.ts',
  'package.json',
  'tsconfig.json',
];

/** Runs a Node script from the project's root; its output is ours, a failure ends the build. */
function node(...args) {
  try {
    execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}

/** When anything at or below `path` last changed; a removed file changes its folder. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const below = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stats.mtimeMs, ...below);
}

function isUpToDate() {
  const command = join(dist, 'cli/main.js');
  if (!existsSync(command)) return false;
  const built = statSync(command).mtimeMs;
  return INPUTS.every((input) => newest(join(root, input)) < built);
}

function generate() {
  for (const name of readdirSync(scripts).sort()) {
    if (/^generate-.*\.mjs$/.test(name)) node(join(scripts, name));
  }
}

/** Builds beside `dist/` and puts the result in its place: what runs never sees half of it. */
async function compile() {
  const fresh = join(root, 'dist.new');
  rmSync(fresh, { recursive: true, force: true });
  await bundleDeclarations(root, fresh);
  const bundles = [
    await bundleCommand(fresh),
    await bundleServer(join(fresh, 'editor/server.cjs')),
  ];
  const licences = licencesOf(
    root,
    bundles.map(({ metafile }) => metafile),
  );
  writeFileSync(join(fresh, 'licences.txt'), licences);
  // npm links the command before `prepare` has made it, so npm cannot set the bit itself.
  chmodSync(join(fresh, 'cli/main.js'), 0o755);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

if (process.argv.includes('--generate')) generate();
else if (!isUpToDate()) {
  generate();
  await compile();
}
