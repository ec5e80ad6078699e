/**
 * Writes the runtime's minified text into a source file of the bundle writer, in units, of which a
 * bundle gets the core and those that its parts need: what is in `runtime/parts/` and what only that
 * imports. All units are minified in one scope: they reach each other by short names, and as much is
 * shared as if a bundle's runtime had been written and minified for it alone.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const runtime = `${root}runtime/`;
const core = `${runtime}core.ts`;
const coreExports = ['NetloomError', 'loadBundle'];
const partNames = readdirSync(`${runtime}parts`).map((file) => file.replace(/\.ts$/, ''));
const partFile = (name) => `${runtime}parts/${name}.ts`;
const exported = [...coreExports, ...partNames];

const compress = {
  passes: 3,
  ecma: 2020,
  // A function inside another would be made anew whenever that is called: for every answer.
  reduce_funcs: false,
  // `{}.toString` for `Object.prototype.toString`, `Error()` for `new Error()`, and the like: right unless a
  // page has changed what these are.
  unsafe: true,
  // The runtime's getters have no effects.
  pure_getters: true,
  unsafe_proto: true,
};
/** What only modules of the runtime ask of each other, and nothing of the platform is called. */
const internalProperties = /^(answer|check|note|place|prepare|record|reopen|report)$/;

// Bundles are plain ASCII: no server can get their encoding wrong.
const format = { ascii_only: true };

/** A module without its types; bundled, alone as it is, because that makes `let` of `const`. */
async function javascript(contents) {
  const { outputFiles } = await build({
    stdin: { contents: withArrows(contents), loader: 'ts' },
    bundle: true,
    external: ['*'],
    format: 'esm',
    target: 'es2022',
    // Fields are what the constructor assigns.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    minifySyntax: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** The same module with `const f = (…) => …` for its functions, which is shorter; they use no `this`. */
function withArrows(contents) {
  const source = ts.createSourceFile('module.ts', contents, ts.ScriptTarget.Latest);
  const { factory } = ts;
  const arrowOf = (node) => {
    if (!ts.isFunctionDeclaration(node) || node.asteriskToken) return node;
    const [statement] = node.body.statements;
    const isValue = node.body.statements.length === 1 && ts.isReturnStatement(statement);
    const isAsync = ({ kind }) => kind === ts.SyntaxKind.AsyncKeyword;
    const arrow = factory.createArrowFunction(
      node.modifiers?.filter(isAsync),
      node.typeParameters,
      node.parameters,
      undefined,
      undefined,
      isValue ? factory.createParenthesizedExpression(statement.expression) : node.body,
    );
    const declaration = factory.createVariableDeclaration(node.name, undefined, undefined, arrow);
    return factory.createVariableStatement(
      node.modifiers?.filter((modifier) => !isAsync(modifier)),
      factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
    );
  };
  const statements = source.statements.map(arrowOf);
  return ts.createPrinter().printFile(factory.updateSourceFile(source, statements));
}

/** Every module, those it imports before it, as text in a scope that all share. */
async function scopedModules() {
  const all = '\0all';
  const bundle = await rollup({
    input: all,
    plugins: {
      name: 'typescript',
      resolveId: (id, from) =>
        id.startsWith('.')
          ? fileURLToPath(new URL(id.replace(/js$/, 'ts'), pathToFileURL(from)))
          : id,
      load: (id) =>
        id === all
          ? [
              `export { ${coreExports.join(', ')} } from '${core}';`,
              ...partNames.map((name) => `export { ${name} } from '${partFile(name)}';`),
            ].join('\n')
          : null,
      transform: (code, id) => (id === all ? null : javascript(code)),
    },
  });
  const { output } = await bundle.generate({ format: 'es' });
  /** `file` and all that it imports, directly or not. */
  const reachedFrom = (file, found = new Set()) => {
    if (found.has(file)) return found;
    found.add(file);
    for (const imported of bundle.cache.modules.find(({ id }) => id === file).dependencies) {
      reachedFrom(imported, found);
    }
    return found;
  };
  const inCore = reachedFrom(core);
  const files = output[0].moduleIds.filter((id) => id !== all);
  const modules = files.map((id) => ({
    code: output[0].modules[id].code,
    // What the core imports is in every bundle.
    parts: partNames.filter((name) => inCore.has(id) || reachedFrom(partFile(name)).has(id)),
  }));
  await bundle.close();
  return modules;
}

/** Modules that the same parts need, together. What a unit imports is in those before it. */
function unitsOf(modules) {
  const units = new Map();
  for (const { parts, code } of modules) {
    const before = units.get(parts.join())?.code ?? '';
    units.set(parts.join(), { parts, code: `${before}${code}\n` });
  }
  return [...units.values()].sort((a, b) => b.parts.length - a.parts.length);
}

/** The units' texts, minified, and what exported names have become. */
async function minifyUnits(units) {
  const nameCache = {};
  const minified = [];
  for (const unit of units) {
    // What others use must stay as it is.
    const others = units.filter((other) => other !== unit).map(({ code }) => code);
    const used = new Set([...exported, ...others.join().match(/[\w$]+/g)]);
    const { code } = await minify(unit.code, {
      compress: { ...compress, toplevel: true, top_retain: ({ name }) => used.has(name) },
      mangle: { toplevel: true, properties: { regex: internalProperties } },
      nameCache,
      format,
    });
    minified.push({ parts: unit.parts, text: code });
  }
  const names = exported.map((name) => [name, nameCache.vars.props[`$${name}`]]);
  return { units: minified, names: Object.fromEntries(names) };
}

/** Valid as a module and as a classic script, whatever a bundler makes of it. */
async function workerText() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['runtime/worker.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  const { code } = await minify(outputFiles[0].text, { compress, format });
  return `${code}\n`;
}

const { units, names } = await minifyUnits(unitsOf(await scopedModules()));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const json = (value) => JSON.stringify(value, null, 2);
writeFileSync(
  `${root}/compiler/codegen/bundle/runtime-text.generated.ts`,
  `/** Written by scripts/generate-runtime.mjs. */
export const netloomVersion = ${json(version)};

export type PartName = ${partNames.map((name) => `'${name}'`).join(' | ')};

/** The runtime's text in the order of a bundle, and the parts of which one needs it. */
export const runtimeUnits: readonly { readonly parts: readonly PartName[]; readonly text: string }[] =
  ${json(units)};

/** What the core's exports and the parts are called in that text. */
export const runtimeNames = ${json(names)} as const;

export const workerText = ${json(await workerText())};
`,
);
