import type { Index } from '../../lower/formulas/index-expr.js';
import { add, isMultipleOf, modulo } from '../../lower/formulas/index-expr.js';
import type {
  Buffer,
  Kernel,
  Load,
  SharedMemory,
  Statement,
  ValueType,
} from '../../lower/loops/loop-ir.js';
import { elementBytes, isVector, scalarOf, walk } from '../../lower/loops/loop-ir.js';
import { expressionsOf, walkStatements } from '../../lower/loops/rewrite-loops.js';
import { decoderName, decoderText } from './decode.js';
import { WGSL_TYPE } from './functions.js';
import type { Spelling } from './names.js';
import { indexCode } from './indices.js';
import { i32Text } from './numbers.js';

/** A variable of the shader: the binding that a buffer lies in, or an array of its own. */
export type Place = string;

function placeOf({ name, space }: Buffer): Place {
  return space === 'workgroup' ? name : space;
}

/**
 * How a place is declared. As vectors where every vector access is aligned and nothing stores less
 * than a vector: then a vector is one load, and a scalar is a component of one. Otherwise as
 * scalars: then a vector is four loads. As words where a buffer in it is stored in fewer bits. As integers
 * where a buffer holds some: an f32 beside these is stored by its bits, since a GPU may change the bits of
 * what it takes for a float.
 */
export type Element = 'f32' | 'vec4f' | 'i32' | 'vec4i' | 'u32';

function isVectorElement(element: Element): element is 'vec4f' | 'vec4i' {
  return element === 'vec4f' || element === 'vec4i';
}

const BINDINGS: readonly (readonly [place: Place, access: string])[] = [
  ['arena', 'storage, read_write'],
  ['weights', 'storage, read'],
];
const PARAMETERS_BINDING = 2;

/** The element type of every place that a kernel touches. */
export function elementsOf(kernel: Kernel): ReadonlyMap<Place, Element> {
  const vectors = new Set<Place>();
  const scalars = new Set<Place>();
  const note = (buffer: Buffer, fits: boolean): void => {
    (fits ? vectors : scalars).add(placeOf(buffer));
  };
  walkStatements(kernel.body, (statement) => {
    if (statement.kind === 'store') note(statement.buffer, isWholeVector(statement));
    for (const expression of expressionsOf(statement)) {
      walk(expression, (node) => {
        if (node.kind === 'load' && isVector(node.type)) {
          note(node.buffer, isMultipleOf(node.address, 4));
        }
      });
    }
  });
  const buffers = [...kernel.buffers, ...sharedBy(kernel).map(({ buffer }) => buffer)];
  const encoded = buffers.filter(({ element }) => element !== undefined);
  const words = new Set(encoded.filter(({ space }) => space === 'weights').map(placeOf));
  const integers = new Set(encoded.filter(({ space }) => space !== 'weights').map(placeOf));
  return new Map(
    buffers.map(placeOf).map((place) => {
      if (words.has(place)) return [place, 'u32'];
      const isVectors = vectors.has(place) && !scalars.has(place);
      if (integers.has(place)) return [place, isVectors ? 'vec4i' : 'i32'];
      return [place, isVectors ? 'vec4f' : 'f32'];
    }),
  );
}

function sharedBy({ grid }: Kernel): readonly SharedMemory[] {
  return grid?.kind === 'workgroups' ? grid.shared : [];
}

/** The declarations of all places and of the block of parameters. */
export function declarationLines(
  kernel: Kernel,
  elements: ReadonlyMap<Place, Element>,
  { name }: Spelling,
): string[] {
  const bindings = BINDINGS.flatMap(([place, access], binding) => {
    const element = elements.get(place);
    if (element === undefined) return [];
    return [`@group(0) @binding(${binding}) var<${access}> ${place}: array<${element}>;`];
  });
  const shared = sharedBy(kernel).map(({ buffer, length }) => {
    const element = elements.get(buffer.name) ?? 'f32';
    const count = isVectorElement(element) ? length / 4 : length;
    return `var<workgroup> ${name(buffer.name)}: array<${element}, ${i32Text(count)}>;`;
  });
  const parameters = `@group(0) @binding(${PARAMETERS_BINDING}) var<uniform> parameters: Parameters;`;
  return [...bindings, parameters, ...shared];
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
    private readonly elements: ReadonlyMap<Place, Element>,
    private readonly spelling: Spelling,
  ) {}

  load(load: Load): string {
    const { type, buffer, address } = load;
    const element = this.element(buffer);
    if (element === 'u32') {
      return this.decodingLoad(this.variable(buffer), type, buffer, address);
    }
    const text = this.plainLoad(load, element);
    const isByBits = scalarOf(type) === 'f32' && (element === 'i32' || element === 'vec4i');
    return isByBits ? `bitcast<${WGSL_TYPE[type]}>(${text})` : text;
  }

  /** What lies there, as the place is declared. */
  private plainLoad({ type, buffer, address }: Load, element: Exclude<Element, 'u32'>): string {
    const place = this.variable(buffer);
    if (!isVectorElement(element)) {
      if (!isVector(type)) return `${place}[${this.scalarAddress(buffer, address)}]`;
      return `${this.vectorFunction(place, element)}(${this.scalarAddress(buffer, address)})`;
    }
    if (isVector(type)) return `${place}[${this.vectorAddress(buffer, address)}]`;
    const component = modulo(address, 4);
    if (component.terms.length > 0) {
      const name = this.componentFunction(place, element);
      return `${name}(${this.scalarAddress(buffer, address)})`;
    }
    const vector = this.vectorAddress(buffer, add(address, -component.constant));
    return `${place}[${vector}].${'xyzw'[component.constant]}`;
  }

  private decodingLoad(place: string, type: ValueType, buffer: Buffer, address: Index): string {
    const { element = 'f32' } = buffer;
    if (isVector(type) && !isMultipleOf(address, 4)) {
      const lanes = [0, 1, 2, 3].map((lane) =>
        this.decodingLoad(place, scalarOf(type), buffer, add(address, lane)),
      );
      return `${WGSL_TYPE[type]}(${lanes.join(', ')})`;
    }
    const name = this.spelling.name(decoderName(place, element, type));
    this.functions.set(name, decoderText(name, place, element, type));
    return `${name}(${this.scalarAddress(buffer, address)})`;
  }

  /** Whether what is stored in a buffer has to be said by its bits, and as what. */
  storedAs(buffer: Buffer, type: ValueType): 'i32' | 'vec4i' | undefined {
    const element = this.element(buffer);
    if (scalarOf(type) === 'i32' || (element !== 'i32' && element !== 'vec4i')) return undefined;
    return isVector(type) ? 'vec4i' : 'i32';
  }

  /** The places of `lanes` consecutive elements: one whole vector, or scalars. */
  store(buffer: Buffer, address: Index, lanes: number): readonly string[] {
    const place = this.variable(buffer);
    if (isVectorElement(this.element(buffer))) {
      return [`${place}[${this.vectorAddress(buffer, address)}]`];
    }
    return Array.from({ length: lanes }, (_, lane) => {
      const at = this.scalarAddress(buffer, add(address, lane));
      return `${place}[${at}]`;
    });
  }

  /** `let` statements that must stand at the start of the kernel. */
  baseLines(): readonly string[] {
    return [...this.bases].map(([name, value]) => `let ${name} = ${value};`);
  }

  functionTexts(): readonly string[] {
    return [...this.functions.values()];
  }

  private element(buffer: Buffer): Element {
    const element = this.elements.get(placeOf(buffer));
    if (element === undefined) throw new Error(`the kernel lists no buffer ${buffer.name}`);
    return element;
  }

  private variable(buffer: Buffer): string {
    return buffer.space === 'workgroup' ? this.spelling.name(buffer.name) : buffer.space;
  }

  private scalarAddress(buffer: Buffer, address: Index): string {
    const offset = indexCode(address, this.spelling);
    if (buffer.space === 'workgroup') return offset;
    const name = this.spelling.name(`${buffer.name} base`);
    // Parameters count words.
    const perWord = 4 / elementBytes(buffer);
    const factor = perWord === 1 ? '' : ` * ${perWord}u`;
    this.bases.set(name, `i32(parameters.${this.spelling.name(buffer.name)}${factor})`);
    return plus(name, offset);
  }

  private vectorAddress(buffer: Buffer, address: Index): string {
    const vectors: Index = {
      constant: address.constant / 4,
      terms: address.terms.map(({ atom, coefficient }) => ({
        atom,
        coefficient: coefficient / 4,
      })),
    };
    const offset = indexCode(vectors, this.spelling);
    if (buffer.space === 'workgroup') return offset;
    const name = this.spelling.name(`${buffer.name} base4`);
    this.bases.set(name, `i32(parameters.${this.spelling.name(buffer.name)} / 4u)`);
    return plus(name, offset);
  }

  private vectorFunction(place: string, element: 'f32' | 'i32'): string {
    const vector = element === 'f32' ? 'vec4f' : 'vec4i';
    const name = this.spelling.name(`${place}_vector`);
    this.functions.set(
      name,
      `fn ${name}(i: i32) -> ${vector} {
  return ${vector}(${place}[i], ${place}[i + 1], ${place}[i + 2], ${place}[i + 3]);
}`,
    );
    return name;
  }

  private componentFunction(place: string, element: 'vec4f' | 'vec4i'): string {
    const name = this.spelling.name(`${place}_scalar`);
    this.functions.set(
      name,
      `fn ${name}(i: i32) -> ${element === 'vec4f' ? 'f32' : 'i32'} {
  return ${place}[u32(i) / 4u][u32(i) % 4u];
}`,
    );
    return name;
  }
}

function plus(base: string, offset: string): string {
  if (offset === '0') return base;
  return offset.startsWith('-') ? `${base} - ${offset.slice(1)}` : `${base} + ${offset}`;
}
