import { PbfReader } from 'pbf';
import type { Field, Message, MessageValue } from './field.js';

/** Bytes that are no message of the kind that was expected. */
export class MalformedMessage extends Error {}

/** Nothing that is read is nested deeper: a model holds a graph, nodes, attributes, tensors. */
const DEEPEST = 16;

type Filled = Record<string, unknown>;

/**
 * Reads a message: fields that it does not list are left out, lists may be packed or not, and bytes are
 * views into `bytes`. Throws a MalformedMessage.
 */
export function decodeMessage<M extends Message>(message: M, bytes: Uint8Array): MessageValue<M> {
  const reader = new PbfReader(bytes);
  try {
    return readFields(message, reader, bytes.length, 0) as MessageValue<M>;
  } catch (error) {
    throw error instanceof MalformedMessage
      ? error
      : new MalformedMessage(error instanceof Error ? error.message : String(error));
  }
}

function readFields(message: Message, reader: PbfReader, end: number, depth: number): Filled {
  if (depth > DEEPEST) throw new MalformedMessage('messages are nested too deeply');
  const byNumber = new Map(Object.entries(message).map((entry) => [entry[1].number, entry]));
  const value: Filled = {};
  while (reader.pos < end) {
    const number = reader.nextField(end);
    const entry = byNumber.get(number);
    if (entry === undefined) reader.skip(reader.type);
    else readField(value, entry, reader, depth);
    if (reader.pos > end) throw new MalformedMessage('a field is longer than what it stands in');
  }
  return value;
}

function readField(
  value: Filled,
  [name, field]: readonly [string, Field],
  reader: PbfReader,
  depth: number,
): void {
  if (!field.repeated) {
    value[name] = readOne(field, reader, depth);
    return;
  }
  const list = (value[name] ??= []) as unknown[];
  if (reader.type === LENGTH_DELIMITED && isNumber(field)) {
    const end = reader.readVarint() + reader.pos;
    if (end > reader.length) throw new MalformedMessage('a list goes on behind the end');
    while (reader.pos < end) list.push(readNumber(field, reader));
  } else {
    list.push(readOne(field, reader, depth));
  }
}

/** The wire type of strings, bytes, messages and packed lists. */
const LENGTH_DELIMITED = 2;

function isNumber({ holds }: Field): boolean {
  return holds === 'integer' || holds === 'float' || holds === 'double';
}

function readNumber({ holds }: Field, reader: PbfReader): number {
  if (holds === 'float') return reader.readFloat();
  return holds === 'double' ? reader.readDouble() : reader.readVarint(true);
}

/** Wire types of numbers: a varint, 64 and 32 bits. */
const WIRE_TYPES = { integer: 0, double: 1, float: 5 } as const;

function readOne(field: Field, reader: PbfReader, depth: number): unknown {
  const { holds } = field;
  const expected =
    holds === 'integer' || holds === 'float' || holds === 'double'
      ? WIRE_TYPES[holds]
      : LENGTH_DELIMITED;
  if (reader.type !== expected) {
    throw new MalformedMessage(
      `field ${field.number} is of wire type ${reader.type}, not ${expected}`,
    );
  }
  if (expected !== LENGTH_DELIMITED) return readNumber(field, reader);
  if (holds === 'string') return reader.readString();
  if (holds === 'bytes') return reader.readBytes();
  const end = reader.readVarint() + reader.pos;
  if (end > reader.length) throw new MalformedMessage('a message goes on behind the end');
  return readFields(holds as Message, reader, end, depth + 1);
}
