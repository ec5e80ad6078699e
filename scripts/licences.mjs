/** The licences of the packages that are bundled: they ask to be handed on with the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of every licence among the inputs of esbuild's `metafiles`, each with the packages it is of. */
export function licencesOf(root, metafiles) {
  const packages = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const packagesOf = new Map();
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const text = licenceIn(join(root, folder));
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packagesOf]
    .map(([text, names]) => `${[...new Set(names)].join(', ')}\n\n${text.trim()}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceIn(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} is bundled, but has no licence`);
  return readFileSync(join(folder, file), 'utf8');
}
