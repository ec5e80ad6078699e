import type { GpuMachine } from '../../target/machine.js';
import type { Kernel, Local } from '../../lower/loops/loop-ir.js';
import { ExpressionPrinter } from './expressions.js';
import { entryOf, workgroupSizeOf } from './grid.js';
import { localKey } from './locals.js';
import { mathFunctionText } from './math-function.js';
import { declarationLines, elementsOf, Memory } from './memory.js';
import type { Naming, Spelling } from './names.js';
import { printBlock } from './statements.js';
import { Writer } from './writer.js';

/**
 * Prints a kernel as a compute shader with entry point `main`. Bindings: the arena, the weights, and
 * a block of parameters: one base address per buffer, in elements and in the order of
 * `kernel.buffers`, and then `sizes`, integers by the identifiers that the spelling uses for them. It
 * chooses nothing and knows no op.
 *
 * NaN comes through arithmetic, comparisons, minima and maxima where an implementation computes as
 * IEEE 754 says; WGSL lets it do otherwise, and with exp (and sigmoid) it is up to the driver.
 */
export function emitKernel(
  kernel: Kernel,
  machine: GpuMachine,
  spelling: Spelling,
  sizes: readonly string[] = [],
): string {
  const { grid } = kernel;
  if (grid === undefined) throw new Error(`kernel ${kernel.name} is not scheduled for a GPU`);
  const elements = elementsOf(kernel);
  const memory = new Memory(elements, spelling);
  const writer = new Writer();
  const nameLocal = localNaming(spelling.name);
  const helpers = new Map<string, string>();
  const expressions = new ExpressionPrinter(memory, spelling, nameLocal, writer, helpers);
  const entry = entryOf(grid, machine, spelling);
  printBlock(kernel.body, new Set(), { writer, spelling, nameLocal, expressions, memory });
  const functions = expressions.mathFunctions().map((use) => mathFunctionText(use, helpers));
  const prologue = [
    ...sizes.map((size) => `let ${size} = parameters.${size};`),
    ...entry.lines,
    ...memory.baseLines(),
  ];
  const parameters = [
    ...kernel.buffers.map((buffer) => `  ${spelling.name(buffer.name)}: u32,`),
    ...sizes.map((size) => `  ${size}: i32,`),
  ];
  return [
    `struct Parameters {\n${parameters.join('\n')}\n}`,
    declarationLines(kernel, elements, spelling).join('\n'),
    ...memory.functionTexts(),
    ...helpers.values(),
    ...functions,
    `@compute @workgroup_size(${workgroupSizeOf(grid)})
fn main(${entry.builtins.join(', ')}) {
${indent([...prologue, writer.text()].join('\n'))}
}
`,
  ].join('\n\n');
}

/** Registers of one name but two types get two names. */
function localNaming(naming: Naming): (local: Local) => string {
  const types = new Map<string, string>();
  return (local) => {
    const { name, type } = local;
    const known = types.get(name) ?? type;
    types.set(name, known);
    return naming(known === type ? name : localKey(local));
  };
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
