import type { Sexp } from '../sexp.js';
import { isComment, isList } from '../sexp.js';
import { Bytes } from './bytes.js';
import { naturalAlignment, OPCODES } from './opcodes.js';

/** Numbers of what has a name in a module or a function. */
export type Numbers = ReadonlyMap<string, number>;

export interface Scope {
  readonly functions: Numbers;
  readonly globals: Numbers;
  readonly locals: Numbers;
}

export const VALUE_TYPES: Readonly<Record<string, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

const END = 0x0b;
const ELSE = 0x05;
const NO_RESULT = 0x40;

/** Instructions that name something: their opcode and where its number is found. */
const NAMING: Readonly<Record<string, readonly [number, keyof Scope]>> = {
  call: [0x10, 'functions'],
  'local.get': [0x20, 'locals'],
  'local.set': [0x21, 'locals'],
  'local.tee': [0x22, 'locals'],
  'global.get': [0x23, 'globals'],
  'global.set': [0x24, 'globals'],
};

/** Encodes folded instructions, `(i32.add (local.get $a) (i32.const 1))`, operands first. */
export class FunctionBody {
  readonly code = new Bytes();
  /** Of the blocks around, the innermost last. */
  private readonly labels: string[] = [];

  constructor(private readonly scope: Scope) {}

  /** All of `parts`, and the end. */
  sequence(parts: readonly Sexp[]): void {
    for (const part of parts) this.instruction(part);
    this.code.byte(END);
  }

  private instruction(part: Sexp): void {
    if (isComment(part)) return;
    const [name, ...rest] = isList(part) ? part : [part];
    if (typeof name !== 'string') throw new Error('an instruction begins with its name');
    if (name === 'block' || name === 'loop') this.block(name === 'loop' ? 0x03 : 0x02, rest);
    else if (name === 'if') this.conditional(rest);
    else {
      const operands = rest.filter(isList);
      for (const operand of operands) this.instruction(operand);
      const immediates = rest.filter((each): each is string => !isList(each) && !isComment(each));
      this.plain(name, immediates);
    }
  }

  private block(opcode: number, parts: readonly Sexp[]): void {
    const body = this.enter(opcode, parts);
    this.sequence(body);
    this.labels.pop();
  }

  private conditional(parts: readonly Sexp[]): void {
    const branch = (keyword: string) => (part: Sexp) => isList(part) && part[0] === keyword;
    const [then, otherwise] = ['then', 'else'].map((keyword) => parts.find(branch(keyword)));
    if (!isList(then)) throw new Error('an if has a (then …)');
    const header = parts.slice(0, parts.indexOf(then));
    const isHead = (part: Sexp): boolean => !isList(part) || part[0] === 'result';
    for (const condition of header.filter((part) => !isHead(part))) this.instruction(condition);
    this.enter(0x04, header.filter(isHead));
    for (const part of then.slice(1)) this.instruction(part);
    if (isList(otherwise)) this.code.byte(ELSE);
    this.sequence(isList(otherwise) ? otherwise.slice(1) : []);
    this.labels.pop();
  }

  /** Opcode and type of a block with optional label and result; gives what is behind these. */
  private enter(opcode: number, parts: readonly Sexp[]): readonly Sexp[] {
    let body = parts;
    const [label] = body;
    const isLabelled = typeof label === 'string' && !isComment(label);
    if (isLabelled) body = body.slice(1);
    this.labels.push(isLabelled ? label : '');
    const [result] = body;
    const hasResult = isList(result) && result[0] === 'result';
    this.code.byte(opcode, hasResult ? VALUE_TYPES[String(result[1])] : NO_RESULT);
    return hasResult ? body.slice(1) : body;
  }

  private plain(name: string, immediates: readonly string[]): void {
    const [first = ''] = immediates;
    if (name in NAMING) {
      const [opcode, kind] = NAMING[name];
      this.code.byte(opcode).unsigned(numberOf(this.scope[kind], first));
    } else if (name === 'br' || name === 'br_if') {
      const depth = [...this.labels].reverse().indexOf(first);
      if (depth < 0) throw new Error(`no block is labelled ${first}`);
      this.code.byte(name === 'br' ? 0x0c : 0x0d).unsigned(depth);
    } else if (name.endsWith('.const')) this.constant(name, immediates);
    else if (name === 'i8x16.shuffle') this.code.byte(0xfd, 13, ...immediates.map(Number));
    else if (name === 'memory.copy') this.code.byte(0xfc, 10, 0, 0);
    else if (name === 'memory.fill') this.code.byte(0xfc, 11, 0);
    else this.listed(name, immediates);
  }

  private listed(name: string, immediates: readonly string[]): void {
    const opcode = OPCODES.get(name);
    if (opcode === undefined) throw new Error(`${name} is not in opcodes.ts`);
    if (opcode.prefix !== undefined) this.code.byte(opcode.prefix).unsigned(opcode.code);
    else this.code.byte(opcode.code);
    const alignment = naturalAlignment(name);
    if (alignment !== undefined) {
      const offset = immediates.find((each) => each.startsWith('offset='));
      this.code.unsigned(alignment).unsigned(Number(offset?.slice('offset='.length) ?? 0));
    }
    const lanes = immediates.filter((each) => !each.includes('='));
    this.code.byte(...lanes.map(Number));
  }

  private constant(name: string, [first, ...lanes]: readonly string[]): void {
    if (name === 'v128.const') {
      this.code.byte(0xfd, 12);
      for (const lane of lanes) this.lane(first, lane);
    } else if (name === 'f32.const') this.code.byte(0x43).float(floatOf(first));
    else if (name === 'i32.const') this.code.byte(0x41).signed(BigInt.asIntN(32, integerOf(first)));
    else if (name === 'i64.const') this.code.byte(0x42).signed(BigInt.asIntN(64, integerOf(first)));
    else throw new Error(`${name} is not known`);
  }

  private lane(shape: string, text: string): void {
    if (shape === 'f32x4') {
      this.code.float(floatOf(text));
      return;
    }
    const [, bits] = /^i(8|16|32|64)x/.exec(shape) ?? [];
    if (bits === undefined) throw new Error(`v128.const has no lanes ${shape}`);
    const value = BigInt.asUintN(Number(bits), integerOf(text));
    for (let shift = 0; shift < Number(bits); shift += 8) {
      this.code.byte(Number((value >> BigInt(shift)) & 255n));
    }
  }
}

function numberOf(numbers: Numbers, name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`nothing is called ${name}`);
  return number;
}

/** BigInt does not read the sign of a hexadecimal number. */
function integerOf(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function floatOf(text: string): number {
  if (text === 'nan') return NaN;
  const value = Number(text.replace('inf', 'Infinity'));
  if (Number.isNaN(value)) throw new Error(`${text} is no number`);
  return value;
}
