import type { Kernel, Local } from '../loop-ir.js';
import { ExpressionPrinter } from './expressions.js';
import { invocationCode } from './grid.js';
import { localKey } from './locals.js';
import type { Element, Space } from './memory.js';
import { BASES_BINDING, BINDINGS, elementsOf, Memory } from './memory.js';
import type { Naming } from './names.js';
import { printBlock } from './statements.js';
import { i32Text } from './numbers.js';
import { Writer } from './writer.js';

/**
 * Prints a kernel as a compute shader with entry point `main`. Bindings: the arena, the weights, and
 * one base address per buffer, in elements and in the order of `kernel.buffers`. It chooses nothing
 * and knows no op.
 *
 * NaN: arithmetic and tanh pass it on; with exp (and sigmoid) that is up to the driver, and WGSL lets
 * `max` and `min` return the other operand, so relu and max pooling may drop it.
 */
export function emitKernel(kernel: Kernel, naming: Naming): string {
  const { grid } = kernel;
  if (grid === undefined) throw new Error(`kernel ${kernel.name} is not scheduled for a GPU`);
  const elements = elementsOf(kernel);
  const memory = new Memory(elements, naming);
  const writer = new Writer();
  const nameLocal = localNaming(naming);
  const expressions = new ExpressionPrinter(memory, naming, nameLocal, writer);
  printBlock(kernel.body, new Set(), { writer, naming, nameLocal, expressions, memory });

  const { id, overshoots } = invocationCode(grid);
  const name = naming(grid.invocation.name);
  const prologue = [
    `let ${name} = ${id};`,
    ...(overshoots ? [`if (${name} >= ${i32Text(grid.invocation.max + 1)}) { return; }`] : []),
    ...memory.baseLines(),
  ];
  return [
    `struct Bases {\n${kernel.buffers.map((buffer) => `  ${naming(buffer.name)}: u32,`).join('\n')}\n}`,
    bindingLines(elements).join('\n'),
    ...memory.functionTexts(),
    ...expressions.helperTexts(),
    `@compute @workgroup_size(${grid.workgroupSize})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
${indent([...prologue, writer.text()].join('\n'))}
}
`,
  ].join('\n\n');
}

function bindingLines(elements: ReadonlyMap<Space, Element>): string[] {
  const spaces = [...elements].map(([space, element]) => {
    const { binding, access } = BINDINGS[space];
    return `@group(0) @binding(${binding}) var<${access}> ${space}: array<${element}>;`;
  });
  return [...spaces, `@group(0) @binding(${BASES_BINDING}) var<uniform> bases: Bases;`];
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
