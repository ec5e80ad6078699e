/** The types of the library as one file, with those few of libraries that it mentions. */
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/** Writes `index.d.ts` into `folder`. */
export async function bundleDeclarations(root, folder) {
  const bundle = await rollup({
    input: join(root, 'index.ts'),
    plugins: [
      dts({
        tsconfig: join(root, 'tsconfig.json'),
        includeExternal: ['chevrotain', '@chevrotain/types'],
      }),
    ],
  });
  await bundle.write({ file: join(folder, 'index.d.ts'), format: 'es' });
}
