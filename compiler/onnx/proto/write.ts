import { PbfWriter } from 'pbf';
import type { Field, Message, MessageValue } from './field.js';

/** What a value of any message is, once its type no longer matters. */
type Erased = Readonly<Record<string, unknown>>;

/**
 * The bytes of a message: fields in the order in which the message lists them, lists of integers packed,
 * what is absent left out. `bytes` is about how many there will be: a buffer that has to grow is copied.
 */
export function encodeMessage<M extends Message>(
  message: M,
  value: MessageValue<M>,
  bytes: number,
): Uint8Array {
  const writer = new PbfWriter(new Uint8Array(bytes));
  writeFields(message, value, writer);
  return writer.finish();
}

function writeFields(message: Message, value: Erased, writer: PbfWriter): void {
  for (const [name, field] of Object.entries(message)) {
    const held = value[name];
    if (held !== undefined) writeField(field, held, writer);
  }
}

function writeField({ number, holds, repeated }: Field, held: unknown, writer: PbfWriter): void {
  if (repeated && holds === 'integer') {
    writer.writePackedVarint(number, held as number[]);
    return;
  }
  const values = repeated ? (held as readonly unknown[]) : [held];
  for (const value of values) {
    if (holds === 'integer') writer.writeVarintField(number, value as number);
    else if (holds === 'float') writer.writeFloatField(number, value as number);
    else if (holds === 'double') writer.writeDoubleField(number, value as number);
    else if (holds === 'string') writer.writeStringField(number, value as string);
    else if (holds === 'bytes') writer.writeBytesField(number, value as Uint8Array);
    else {
      writer.writeMessage(
        number,
        (fields: Erased, inner: PbfWriter) => {
          writeFields(holds, fields, inner);
        },
        value as Erased,
      );
    }
  }
}
