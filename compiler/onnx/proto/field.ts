/**
 * Protocol buffer messages as data: each field's number in the schema and what it holds. Writing follows
 * from it, and so can reading.
 */
export type Message = Readonly<Record<string, Field>>;

/** Integers are of up to 53 bits, floats of 32, doubles of 64. */
export type Scalar = 'integer' | 'float' | 'double' | 'string' | 'bytes';

export interface Field {
  readonly number: number;
  readonly holds: Scalar | Message;
  readonly repeated?: true;
}

/** The object that a message is written from; every field may be absent. */
export type MessageValue<M extends Message> = {
  readonly [Name in keyof M]?: M[Name] extends { readonly repeated: true }
    ? readonly HeldBy<M[Name]['holds']>[]
    : HeldBy<M[Name]['holds']>;
};

type HeldBy<Held> = Held extends 'integer' | 'float' | 'double'
  ? number
  : Held extends 'string'
    ? string
    : Held extends 'bytes'
      ? Uint8Array
      : Held extends Message
        ? MessageValue<Held>
        : never;

export function one<H extends Scalar | Message>(
  number: number,
  holds: H,
): { readonly number: number; readonly holds: H } {
  return { number, holds };
}

export function many<H extends Scalar | Message>(
  number: number,
  holds: H,
): { readonly number: number; readonly holds: H; readonly repeated: true } {
  return { number, holds, repeated: true };
}
