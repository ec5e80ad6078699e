// Turns compiler/frontend/prelude.net into a module, so that the compiler needs no file system to
// have its prelude. Run by the build and by the tests' setup; the result is not checked in.
import { readFile, writeFile } from 'node:fs/promises';

const source = new URL('../compiler/frontend/prelude.net', import.meta.url);
const target = new URL('../compiler/frontend/prelude.generated.ts', import.meta.url);

const text = await readFile(source, 'utf8');
const module = `// Generated from prelude.net by scripts/generate-prelude.mjs.
export const preludeSource: string = ${JSON.stringify(text)};
`;
const current = await readFile(target, 'utf8').catch(() => undefined);
if (current !== module) await writeFile(target, module);
