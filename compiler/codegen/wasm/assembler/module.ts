import type { Sexp } from '../sexp.js';
import { isComment, isList } from '../sexp.js';
import { Bytes } from './bytes.js';
import type { Numbers } from './function-body.js';
import { FunctionBody, VALUE_TYPES } from './function-body.js';

/** Sections of a module: their numbers, in the order in which they must stand. */
const SECTION = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, code: 10 };

/** What an export or import is. */
const MEMORY = 2;
const FUNCTION = 0;

interface Function {
  readonly parameters: readonly string[];
  readonly results: readonly string[];
  readonly body: readonly Sexp[];
  /** Parameters, then variables. */
  readonly locals: Numbers;
  readonly variables: readonly string[];
}

/** Encodes the fields of a module: one memory, which may be imported, globals and functions. */
export class ModuleEncoder {
  private readonly functions = new Map<string, number>();
  private readonly globals = new Map<string, number>();
  private readonly types: string[] = [];
  private readonly entries = new Map<keyof typeof SECTION, Bytes[]>();
  private readonly bodies: Function[] = [];

  encode(fields: readonly Sexp[]): Uint8Array<ArrayBuffer> {
    for (const field of fields) {
      if (isComment(field)) continue;
      if (!isList(field)) throw new Error(`a module has no ${field}`);
      this.field(field);
    }
    // Bodies come last: they may call what stands behind them.
    for (const body of this.bodies) this.add('code', this.code(body));
    const module = new Bytes().byte(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    for (const [name, number] of Object.entries(SECTION)) {
      const entries = this.entries.get(name as keyof typeof SECTION) ?? [];
      if (entries.length === 0) continue;
      const section = new Bytes().unsigned(entries.length);
      for (const entry of entries) section.append(entry.all());
      module.byte(number).sized(section);
    }
    return module.all().slice();
  }

  private field([kind, ...parts]: readonly Sexp[]): void {
    switch (kind) {
      case 'func':
        this.function(parts);
        return;
      case 'memory':
        this.exportInline(parts, MEMORY, 0);
        this.add('memory', limits(parts.filter((part) => !isList(part))));
        return;
      case 'import':
        this.import(parts);
        return;
      case 'global':
        this.global(parts);
        return;
      default:
        throw new Error(`(${String(kind)} …) is not known in a module`);
    }
  }

  private import([module, name, described]: readonly Sexp[]): void {
    if (!isList(described) || described[0] !== 'memory') throw new Error('only memory is imported');
    const entry = new Bytes().name(unquoted(module)).name(unquoted(name)).byte(MEMORY);
    this.add('import', entry.append(limits(described.slice(1)).all()));
  }

  /** `(global $name (mut i32) (i32.const 0))` */
  private global([name, type, value]: readonly Sexp[]): void {
    this.globals.set(String(name), this.globals.size);
    const [mutable, element] = isList(type) ? [1, type[1]] : [0, type];
    const start = this.body(new Map());
    start.sequence([value]);
    const entry = new Bytes().byte(VALUE_TYPES[String(element)], mutable);
    this.add('global', entry.append(start.code.all()));
  }

  private function(parts: readonly Sexp[]): void {
    const number = this.bodies.length;
    const [name] = parts;
    if (typeof name === 'string') this.functions.set(name, number);
    this.exportInline(parts, FUNCTION, number);
    const lists = parts.filter(isList);
    const headed = (head: string): (readonly Sexp[])[] => lists.filter(([each]) => each === head);
    const locals = new Map<string, number>();
    const declared = (head: string): string[] =>
      headed(head).map(([, local, type]) => {
        locals.set(String(local), locals.size);
        return String(type);
      });
    const parameters = declared('param');
    const variables = declared('local');
    const results = headed('result').map(([, type]) => String(type));
    const heads = new Set<Sexp>(['export', 'param', 'result', 'local']);
    // A block's own result stands inside the block.
    const body = parts.filter((part, index) =>
      isList(part) ? !heads.has(part[0]) : index > 0 || !part.startsWith('$'),
    );
    this.bodies.push({ parameters, results, locals, variables, body });
    this.add('function', new Bytes().unsigned(this.typeOf(parameters, results)));
  }

  private code({ locals, variables, body }: Function): Bytes {
    const encoder = this.body(locals);
    encoder.sequence(body);
    const runs: [type: string, count: number][] = [];
    for (const type of variables) {
      const last = runs.at(-1);
      if (last?.[0] === type) last[1]++;
      else runs.push([type, 1]);
    }
    const contents = new Bytes().unsigned(runs.length);
    for (const [type, count] of runs) contents.unsigned(count).byte(VALUE_TYPES[type]);
    return new Bytes().sized(contents.append(encoder.code.all()));
  }

  private body(locals: Numbers): FunctionBody {
    return new FunctionBody({ functions: this.functions, globals: this.globals, locals });
  }

  /** The number of a function's type; equal ones have the same. */
  private typeOf(parameters: readonly string[], results: readonly string[]): number {
    const text = `${parameters.join()}>${results.join()}`;
    const known = this.types.indexOf(text);
    if (known >= 0) return known;
    const entry = new Bytes().byte(0x60);
    for (const types of [parameters, results]) {
      entry.unsigned(types.length).byte(...types.map((type) => VALUE_TYPES[type]));
    }
    this.add('type', entry);
    return this.types.push(text) - 1;
  }

  private exportInline(parts: readonly Sexp[], kind: number, number: number): void {
    for (const part of parts) {
      if (!isList(part) || part[0] !== 'export') continue;
      this.add('export', new Bytes().name(unquoted(part[1])).byte(kind).unsigned(number));
    }
  }

  private add(section: keyof typeof SECTION, entry: Bytes): void {
    const entries = this.entries.get(section) ?? [];
    entries.push(entry);
    this.entries.set(section, entries);
  }
}

/** `1`, `1 2` or `1 2 shared`: the least and the most pages of a memory. */
function limits(parts: readonly Sexp[]): Bytes {
  const pages = parts.map(Number).filter((count) => !Number.isNaN(count));
  const flags = (pages.length > 1 ? 1 : 0) | (parts.includes('shared') ? 2 : 0);
  const bytes = new Bytes().byte(flags);
  for (const count of pages) bytes.unsigned(count);
  return bytes;
}

function unquoted(text: Sexp): string {
  return String(text).replace(/^"|"$/g, '');
}
