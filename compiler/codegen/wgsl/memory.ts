import type { Index } from '../index-expr.js';
import { add, isMultipleOf, modulo } from '../index-expr.js';
import type { Buffer, Expression, Kernel, Statement } from '../loop-ir.js';
import { expressionsOf, walkExpression, walkStatements } from '../rewrite-loops.js';
import type { Naming } from './names.js';
import { indexCode } from './indices.js';

export type Space = Buffer['space'];

/**
 * How a binding is declared. As vectors where every vector access is aligned and nothing stores less
 * than a vector: then a vector is one load, and a scalar is a component of one. Otherwise as
 * scalars: then a vector is four loads.
 */
export type Element = 'f32' | 'vec4<f32>';

export const BINDINGS: Record<Space, { readonly binding: number; readonly access: string }> = {
  arena: { binding: 0, access: 'storage, read_write' },
  weights: { binding: 1, access: 'storage, read' },
};
export const BASES_BINDING = 2;

/** Every space that a kernel touches, with the element type of its binding. */
export function elementsOf(kernel: Kernel): ReadonlyMap<Space, Element> {
  const vectors = new Set<Space>();
  const scalars = new Set<Space>();
  const note = ({ space }: Buffer, fits: boolean): void => {
    (fits ? vectors : scalars).add(space);
  };
  walkStatements(kernel.body, (statement) => {
    if (statement.kind === 'store') note(statement.buffer, isWholeVector(statement));
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'load' && node.type === 'f32x4') {
          note(node.buffer, isMultipleOf(node.address, 4));
        }
      });
    }
  });
  const spaces = new Set(kernel.buffers.map(({ space }) => space));
  return new Map(
    [...spaces].map((space) => [
      space,
      vectors.has(space) && !scalars.has(space) ? 'vec4<f32>' : 'f32',
    ]),
  );
}

function isWholeVector({ lanes, address }: Extract<Statement, { kind: 'store' }>): boolean {
  return lanes === 4 && isMultipleOf(address, 4);
}

/** Where a kernel's accesses find their buffers, and what they need declared for that. */
export class Memory {
  /** Bases in use: name of the `let` and its value, in elements of the binding or in scalars. */
  private readonly bases = new Map<string, string>();
  private readonly functions = new Map<string, string>();

  constructor(
    private readonly elements: ReadonlyMap<Space, Element>,
    private readonly naming: Naming,
  ) {}

  load({ type, buffer, address }: Extract<Expression, { kind: 'load' }>): string {
    const { space } = buffer;
    if (this.element(space) === 'f32') {
      if (type === 'f32') return `${space}[${this.scalarAddress(buffer, address)}]`;
      return `${this.vectorFunction(space)}(${this.scalarAddress(buffer, address)})`;
    }
    if (type === 'f32x4') return `${space}[${this.vectorAddress(buffer, address)}]`;
    const component = modulo(address, 4);
    if (component.terms.length > 0) {
      return `${this.componentFunction(space)}(${this.scalarAddress(buffer, address)})`;
    }
    const vector = this.vectorAddress(buffer, add(address, -component.constant));
    return `${space}[${vector}].${'xyzw'[component.constant]}`;
  }

  /** The places of `lanes` consecutive elements: one whole vector, or scalars. */
  store(buffer: Buffer, address: Index, lanes: number): readonly string[] {
    if (this.element(buffer.space) === 'vec4<f32>') {
      return [`${buffer.space}[${this.vectorAddress(buffer, address)}]`];
    }
    return Array.from({ length: lanes }, (_, lane) => {
      const at = this.scalarAddress(buffer, add(address, lane));
      return `${buffer.space}[${at}]`;
    });
  }

  /** `let` statements that must stand at the start of the kernel. */
  baseLines(): readonly string[] {
    return [...this.bases].map(([name, value]) => `let ${name} = ${value};`);
  }

  functionTexts(): readonly string[] {
    return [...this.functions.values()];
  }

  private element(space: Space): Element {
    const element = this.elements.get(space);
    if (element === undefined) throw new Error(`the kernel lists no buffer in ${space}`);
    return element;
  }

  private scalarAddress(buffer: Buffer, address: Index): string {
    const name = this.naming(`${buffer.name} base`);
    this.bases.set(name, `i32(bases.${this.naming(buffer.name)})`);
    return plus(name, indexCode(address, this.naming));
  }

  private vectorAddress(buffer: Buffer, address: Index): string {
    const name = this.naming(`${buffer.name} base4`);
    this.bases.set(name, `i32(bases.${this.naming(buffer.name)} / 4u)`);
    const vectors: Index = {
      constant: address.constant / 4,
      terms: address.terms.map(({ atom, coefficient }) => ({
        atom,
        coefficient: coefficient / 4,
      })),
    };
    return plus(name, indexCode(vectors, this.naming));
  }

  private vectorFunction(space: Space): string {
    const name = `${space}_vector`;
    this.functions.set(
      name,
      `fn ${name}(i: i32) -> vec4<f32> {
  return vec4<f32>(${space}[i], ${space}[i + 1], ${space}[i + 2], ${space}[i + 3]);
}`,
    );
    return name;
  }

  private componentFunction(space: Space): string {
    const name = `${space}_scalar`;
    this.functions.set(
      name,
      `fn ${name}(i: i32) -> f32 {
  return ${space}[u32(i) / 4u][u32(i) % 4u];
}`,
    );
    return name;
  }
}

function plus(base: string, offset: string): string {
  if (offset === '0') return base;
  return offset.startsWith('-') ? `${base} - ${offset.slice(1)}` : `${base} + ${offset}`;
}
