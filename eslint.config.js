import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Forbids imports that would let data flow backwards; `folders` are matched anywhere in a path. */
function layer(files, folders, message) {
  return {
    files: [`${files}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: folders.map((folder) => `**/${folder}/**`), message },
            {
              group: ['**/target/*', '!**/target/machine.js'],
              message: 'A machine comes in as a value; compiler/settings.ts chooses which.',
            },
            { group: ['node:*', 'fs', 'path'], message: 'The compiler and runtime do no I/O.' },
          ],
        },
      ],
    },
  };
}

export default defineConfig(
  { ignores: ['dist/', 'dist.new/', '**/out/', 'coverage/', '**/*.generated.ts'] },
  {
    files: ['**/*.ts', '**/*.js', '**/*.mjs'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-empty': 'error',
      'no-eval': 'error',
      'no-fallthrough': 'error',
      'no-new-func': 'error',
      'no-prototype-builtins': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-useless-rename': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers are what messages about shapes are made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Without `noUncheckedIndexedAccess` an element that may be absent has a type that says it is
      // there, and the check that guards it would be called unnecessary.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A loop over an index reads several arrays at once in nearly every numeric kernel.
      '@typescript-eslint/prefer-for-of': 'off',
      // It asks for `!`, which the strict rules forbid.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Characters of a text whose alphabet is known.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },

  // The levels, from left to right. None imports one to its right.
  layer(
    'compiler/diagnostics',
    [
      'frontend',
      'ir',
      'weights',
      'interpreter',
      'lower',
      'passes',
      'onnx',
      'codegen',
      'reference',
      'runtime',
      'cli',
      'editor',
    ],
    'Diagnostics know nothing of the compiler.',
  ),
  layer(
    'compiler/target',
    [
      'frontend',
      'ir',
      'weights',
      'interpreter',
      'lower',
      'passes',
      'onnx',
      'codegen',
      'manual',
      'runtime',
      'cli',
      'editor',
    ],
    'A machine is what the compiler asks; it knows nothing of the compiler.',
  ),
  layer(
    'compiler/ir',
    [
      'frontend',
      'weights',
      'interpreter',
      'lower',
      'passes',
      'onnx',
      'codegen',
      'reference',
      'runtime',
      'cli',
      'editor',
    ],
    'The graph IR knows neither where a graph comes from nor where it goes.',
  ),
  layer(
    'compiler/frontend',
    [
      'weights',
      'interpreter',
      'lower',
      'passes',
      'onnx',
      'codegen',
      'manual',
      'runtime',
      'cli',
      'editor',
    ],
    'The front end ends at the graph IR.',
  ),
  layer(
    'compiler/weights',
    [
      'frontend',
      'interpreter',
      'lower',
      'passes',
      'onnx',
      'codegen',
      'manual',
      'runtime',
      'cli',
      'editor',
    ],
    'Weights are bound to a graph before any pass.',
  ),
  layer(
    'compiler/interpreter',
    ['frontend', 'lower', 'passes', 'onnx', 'codegen', 'manual', 'runtime', 'cli', 'editor'],
    'The reference is independent of everything to its right.',
  ),
  layer(
    'compiler/lower',
    [
      'frontend',
      'weights',
      'target',
      'interpreter',
      'passes',
      'onnx',
      'codegen',
      'manual',
      'runtime',
      'cli',
      'editor',
    ],
    'What ops compute is the same for every machine and schedule.',
  ),
  layer(
    'compiler/passes',
    ['frontend', 'onnx', 'codegen', 'manual', 'runtime', 'cli', 'editor'],
    'A pass sees graphs, and what their ops compute.',
  ),
  layer(
    'compiler/onnx',
    ['frontend', 'lower', 'passes', 'codegen', 'manual', 'runtime', 'cli', 'editor'],
    'The export is an oracle: it must not see what the compiler does to the graph.',
  ),
  layer(
    'compiler/codegen',
    ['frontend', 'onnx', 'manual', 'cli', 'editor'],
    'Code generation starts from a graph.',
  ),
  layer(
    'compiler/manual',
    ['cli', 'editor'],
    'The manual is text and data; who asks for it shows it.',
  ),
  layer(
    'runtime',
    ['compiler', 'cli', 'editor'],
    'What ships in a bundle imports nothing of the compiler.',
  ),
);
