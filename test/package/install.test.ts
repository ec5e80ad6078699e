import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/bundles.js';
import { projectRoot } from '../support/paths.js';

/*
 * Packs the project as npm does, and installs the package into an empty folder, without a network: its
 * dependencies, and no others, are linked. There it does what README.md and docs/library.md show.
 */
const run = promisify(execFile);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const library = readFileSync(join(projectRoot, 'docs/library.md'), 'utf8');

const { name, version, dependencies } = JSON.parse(
  readFileSync(join(projectRoot, 'package.json'), 'utf8'),
) as Package;

let folder: string;
let archive: string;
let installed: string;

beforeAll(async () => {
  if (!existsSync(join(projectRoot, 'dist/index.js'))) {
    throw new Error('build the package first: npm run build');
  }
  folder = await temporaryFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "site", "type": "module" }');
  // What `prepare` would build is there.
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  archive = join(folder, `${name}-${version}.tgz`);
  execFileSync('tar', ['-xzf', archive, '-C', modules]);
  installed = join(modules, name);
  await cp(join(modules, 'package'), installed, { recursive: true });
  rmSync(join(modules, 'package'), { recursive: true });
  symlinkSync(`../${name}/dist/cli/main.js`, join(modules, '.bin', name));
  for (const dependency of [...Object.keys(dependencies), '@types/node']) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules', dependency), join(modules, dependency));
  }
  await cp(join(installed, 'examples'), join(folder, 'examples'), { recursive: true });
}, 120_000);

/** What a command prints on both streams. */
async function printed(command: string): Promise<string> {
  const { stdout, stderr } = await run('sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(folder, 'node_modules/.bin')}:${process.env.PATH}` },
  });
  return stdout + stderr;
}

describe('README.md', () => {
  const commands = [...readme.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].map(([, text]) =>
    text.trim(),
  );
  const netloom = commands.filter((text) => /npx netloom \w/.test(text));

  test('has no other commands than these', () => {
    const others = commands.filter((text) => !netloom.includes(text));
    expect(others).toEqual([
      'npm install ../netloom/netloom-0.1.0.tgz && cp -r node_modules/netloom/examples .',
      'npm ci && npm test',
    ]);
    expect(others[0]).toContain(`netloom-${version}.tgz`);
  });

  test.each(netloom)('%s', async (command) => {
    const output = await printed(
      command.replace('npm ci && ', '').replace('npx netloom', 'netloom'),
    );
    // Of an output that is shown, the lines that are no times.
    const after = readme.slice(readme.indexOf(command) + command.length);
    const [, shown = ''] = /^\n```\n\n```\n([^]*?)^```$/m.exec(after.slice(0, 600)) ?? [];
    const lines = shown.split('\n').filter((line) => line !== '' && !line.includes('loaded in'));
    for (const line of lines) expect(output).toContain(line);
  });

  test('links to nothing that is not in the package', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !existsSync(join(installed, link)))).toEqual([]);
  });
});

test('the package has no source maps, tests or generated sources', () => {
  const files = execFileSync('tar', ['-tzf', archive]).toString().split('\n');
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((name) => /\.map$|\/test\/|\.test\.|[^d]\.ts$/.test(name))).toEqual([]);
});

/** The specifiers of all imports in a module, also of those made while it runs. */
function importedBy(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.js', text, ts.ScriptTarget.ES2022));
  return found;
}

test('the package imports what it depends on, and brings the licences of what is bundled', () => {
  const dist = join(installed, 'dist');
  const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(dist, file), 'utf8'));
  const imported = texts
    .flatMap(importedBy)
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier));
  const packages = Object.keys(dependencies);
  // Who wants `--target webgpu` on the command line installs webgpu.
  const undeclared = imported.filter((name) => !packages.includes(name) && name !== 'webgpu');
  expect(undeclared).toEqual([]);
  const unused = packages.filter((name) => !texts.some((text) => text.includes(name)));
  expect(unused).toEqual([]);
  const licences = readFileSync(join(dist, 'licences.txt'), 'utf8');
  for (const bundled of ['chevrotain', 'commander', 'lodash-es', 'pbf', 'vscode-languageserver']) {
    expect(licences).toMatch(new RegExp(`\\b${bundled} \\d+\\.\\d+`));
  }
});

describe('docs/library.md', () => {
  const shown = [...library.matchAll(/^`([^`\n]+)`:\n\n```ts\n([^]*?)^```$/gm)].map(
    ([, name, text]) => ({ name, text }),
  );
  beforeAll(() => {
    for (const { name, text } of shown) {
      writeFileSync(join(folder, name), text);
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 },
      });
      writeFileSync(join(folder, name.replace('.ts', '.js')), outputText);
    }
  });

  test('has no code but what is run here', () => {
    expect(library.match(/^```ts$/gm)).toHaveLength(shown.length);
    expect(shown.map(({ name }) => name)).toEqual([
      'compile.ts',
      'initialise.ts',
      'mistakes.ts',
      'look.ts',
    ]);
  });

  test('is right by the types of the package', () => {
    const program = ts.createProgram(
      shown.map(({ name }) => join(folder, name)),
      {
        strict: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        lib: ['lib.es2023.d.ts'],
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: ['node'],
        typeRoots: [join(folder, 'node_modules/@types')],
      },
    );
    const found = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(found).toEqual([]);
  });

  test('names every function that there is, and no other', async () => {
    const names = await printed(
      `node -e "import('netloom').then((all) => console.log(Object.keys(all).join()))"`,
    );
    const listed = [...library.split('## What there is')[1].matchAll(/`(\w+)(?=[(`])/g)]
      .map(([, name]) => name)
      .filter((name) => !['RangeError', 'verify', 'resolve'].includes(name));
    expect([...new Set(listed)].sort()).toEqual(names.trim().split(',').sort());
  });

  test('compile.ts writes a bundle that answers', async () => {
    await printed('node compile.js');
    const output = await printed(
      `node -e "import('./bundle/lenet5.js').then(async ({ load }) => {
        const net = await load({ target: 'wasm' });
        console.log((await net.run({ digit: new Uint8Array(784) })).probabilities.length);
      })"`,
    );
    expect(output).toBe('10\n');
  });

  test('initialise.ts makes weights, and a file of them', async () => {
    expect(await printed('node initialise.js')).toMatch(/^\d+\n$/);
    writeFileSync(
      join(folder, 'double.net'),
      `network double {
        weights "double.safetensors"
        input x: tensor(1, 3)
        output y = x -> linear(3) as layer
      }`,
    );
    expect(await printed('netloom run double.net --input x=1,2,3')).toMatch(/2.*4.*6/s);
  });

  test.each(['mistakes', 'look'])('%s.ts prints what is shown', async (name) => {
    const after = library.slice(library.indexOf(`\`${name}.ts\`:`));
    const [, output] = /```\n\n```text\n([^]*?)^```$/m.exec(after) ?? [];
    expect(await printed(`node ${name}.js`)).toBe(output);
  });
});
