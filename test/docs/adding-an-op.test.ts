import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { projectRoot } from '../support/paths.js';
import { randomTensor } from '../support/random-tensor.js';
import { runProgramWasm } from '../support/run-program.js';
import { applyStep, commandsIn, stepsIn } from './document.js';
import type { Project } from './project-copy.js';
import { copyProject, filesAboutAllOps, importProject } from './project-copy.js';
import type { TestFile } from './run-vitest.js';
import { runVitest } from './run-vitest.js';
import { TypeChecker } from './type-checker.js';

/*
 * Follows docs/adding-an-op.md, and docs/adding-an-op-with-loops.md behind it, to the letter in a copy of
 * the project: applies every block of code, runs every command, and holds the new ops against numbers
 * that are worked out here.
 */
const pages = ['adding-an-op', 'adding-an-op-with-loops'];
const document = pages
  .map((page) => readFileSync(join(projectRoot, `docs/${page}.md`), 'utf8'))
  .join('\n');
const steps = stepsIn(document);
const commands = commandsIn(document);
const netloomCommands = commands.filter(({ command }) => command.startsWith('npx netloom '));
const vitestCommands = commands.filter(({ command }) => command.startsWith('npx vitest '));

let root: string;
let project: Project;
let errorsWithoutTables: Record<string, string>;
let errorsInTheEnd: Record<string, string>;
let testFiles: Promise<TestFile[]>;

beforeAll(async () => {
  root = copyProject('adding-an-op');
  const concerned = filesAboutAllOps(root);
  const written = steps.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  const checker = new TypeChecker(root);
  // The reader is told to run the type checker when the first op is there.
  const first = steps.findIndex(({ path }) => path === 'compiler/ir/ops/hard_shrink.ts') + 1;
  for (const step of steps.slice(0, first)) applyStep(root, step);
  generate();
  errorsWithoutTables = checker.errorsIn(concerned);
  for (const step of steps.slice(first)) applyStep(root, step);
  generate();
  project = await importProject(root);
  testFiles = runDocumentedTests();
  errorsInTheEnd = checker.errorsIn([...new Set([...concerned, ...written])]);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('docs/adding-an-op.md', () => {
  it('shows no code or command that is not tried here', () => {
    const blocks = document.match(/^```\w+$/gm) ?? [];
    const outputs = commands.filter(({ output }) => output !== undefined);
    expect(blocks).toHaveLength(steps.length + commands.length + outputs.length);
    expect(commands).toHaveLength(netloomCommands.length + vitestCommands.length);
  });

  it('lists exactly the tables that the type checker asks for', () => {
    const listed = [...document.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path);
    expect(Object.keys(errorsWithoutTables).sort()).toEqual(listed.sort());
    for (const [path, errors] of Object.entries(errorsWithoutTables)) {
      expect(errors, path).toContain("Property 'hard_shrink' is missing");
    }
  });

  it('touches no more than seven files for an op, all of them new', () => {
    for (const name of ['hard_shrink', 'l2_pool']) {
      const files = steps.filter(({ path }) => path.includes(name));
      expect(files.length).toBeGreaterThan(0);
      expect(files.length).toBeLessThanOrEqual(7);
      expect(new Set(files.map(({ kind }) => kind))).toEqual(new Set(['new']));
    }
    const others = steps.filter(({ path }) => !/hard_shrink|l2_pool|\.net$/.test(path));
    expect(others.map(({ path }) => path)).toEqual(['test/ops/surface.test.ts']);
  });

  it('ends with a project that compiles', () => {
    expect(errorsInTheEnd).toEqual({});
  });

  it.each(netloomCommands)('$command', async ({ command, output }) => {
    const { stdout, stderr } = await project.netloom(command.split(' ').slice(2), { cwd: root });
    expect(output).toBeDefined();
    expect(stdout + stderr).toContain(output);
  });

  it('ends with ops that pass the tests of all ops', async () => {
    const files = await testFiles;
    expect(files.flatMap(({ failed }) => failed).join('\n')).toBe('');
    const hasAdapter = !files.some(({ skipped }) => skipped.join().includes('no WebGPU adapter'));
    const witnesses = [
      'test/ops/surface.test.ts',
      'test/onnx/oracle.test.ts',
      'test/codegen/wasm/op-cases.test.ts',
      ...(hasAdapter || process.env.CI ? ['test/codegen/wgsl/op-cases.test.ts'] : []),
    ];
    for (const op of ['hard_shrink', 'l2_pool']) {
      const passed = files.filter((file) => file.passed.some((name) => name.includes(op)));
      expect(passed.map(({ path }) => path)).toEqual(expect.arrayContaining(witnesses));
    }
  });
});

describe('the ops of docs/adding-an-op.md', () => {
  // open = [x0 − 2·x1 + 3·x2 + 1, x0/2 + x3 − 1], gate = open/6, or 0 within 1/2 of 0.
  it.each([
    { x: [0, 0, 0, 0], gate: [0, 0] },
    { x: [1, 2, 3, 4], gate: [7 / 6, 7 / 12] },
    { x: [2, 1, -1, 3.5], gate: [0, 7 / 12] },
    { x: [-3, 1, 0, 0], gate: [-2 / 3, 0] },
  ])('hard_shrink: $x opens the gate by $gate', async ({ x, gate }) => {
    const results = await computed('gate.net', tensor([1, 4], x));
    for (const [by, result] of results) expectClose(result, tensor([1, 2], gate), by);
  });

  it('l2_pool: the length of every window of 3 × 3, stride 2, padding 1', async () => {
    const x = randomTensor([1, 4, 6, 6], 'lengths');
    const lengths: number[] = [];
    for (let channel = 0; channel < 4; channel++) {
      for (const rows of WINDOWS) {
        for (const columns of WINDOWS) {
          const seen = rows.flatMap((row) =>
            columns.map((column) => x.data[36 * channel + 6 * row + column]),
          );
          lengths.push([1, 2, -1, 0.5][channel] * Math.hypot(...seen));
        }
      }
    }
    const results = await computed('lengths.net', x);
    for (const [by, result] of results) expectClose(result, tensor([1, 4, 3, 3], lengths), by);
  });

  it('l2_pool: becomes the second stage of a convolution, and a batch norm becomes part of it', () => {
    const network = project.loadNetwork({
      path: 'stages.net',
      source: `network stages {
        input x: tensor(1, 4, 64, 64)
        output y = x -> conv(32, kernel = 3, padding = 1) -> l2_pool(2) -> batch_norm()
      }`,
      loadSource: () => undefined,
    });
    const graph = network.graph ?? expect.fail('stages.net has no graph');
    const { nodes } = project.runPipeline(graph, { verify: true });
    const second = nodes.flatMap((node) =>
      node.kind === 'kernel' ? node.stages.slice(1).map(({ root, tail }) => [root, ...tail]) : [],
    );
    expect(second.map((ops) => ops.map(({ op }) => op))).toEqual([['l2_pool']]);
  });
});

/** What the three windows along an axis of 6 see of it: the first hangs over its beginning. */
const WINDOWS = [
  [0, 1],
  [1, 2, 3],
  [3, 4, 5],
];

/** What a network of one input `x` gives, by everyone who can run it. */
async function computed(file: string, x: Tensor): Promise<Map<string, Tensor>> {
  const source = readFileSync(join(root, file), 'utf8');
  const network = project.loadNetwork({ path: file, source, loadSource: () => undefined });
  expect(network.diagnostics).toEqual([]);
  const graph = network.graph ?? expect.fail(`${file} has no graph`);
  const [{ name, value }] = graph.outputs;
  const program = await project.compileNetwork(graph, { targets: ['wasm'] }, { verify: true });
  const wasm = await runProgramWasm(program, { x: x.data });
  const onnx = await runOnnx(project.exportOnnx(graph), { x });
  return new Map([
    ['the interpreter', project.interpret(graph, { x })[name]],
    ['WebAssembly', { shape: value.type.shape, data: wasm[name] }],
    ['ONNX Runtime', onnx[name]],
  ]);
}

/** What `npm run generate` does. */
function generate(): void {
  execFileSync(process.execPath, [join(root, 'scripts/generate-registries.mjs')]);
}

/** The tests of both ops, which the document runs one after the other, in one process. */
function runDocumentedTests(): Promise<TestFile[]> {
  const [run, ...others] = vitestCommands.map(({ command }) => command.split(' -t ')[0]);
  expect(others).toEqual(others.map(() => run));
  const ops = vitestCommands.map(({ command }) => command.split(' -t ')[1]);
  return runVitest(root, [...run.split(' ').slice(2), '-t', ops.join('|')]);
}
