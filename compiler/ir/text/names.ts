import type { Value } from '../graph.js';
import { UniqueNames } from '../unique-names.js';

const PLAIN_NAME = /^[A-Za-z_][\w.]*$/;

/** Gives every value of one scope a name of its own: a name already taken gets `_2`, `_3`, … */
export class NameScope {
  private readonly names = new Map<Value, string>();
  private readonly taken = new UniqueNames('_', 2);

  /** Names `value`; a value is named once, where it is defined. */
  define(value: Value): string {
    const name = this.taken.take(value.name);
    this.names.set(value, name);
    return name;
  }

  /** Lets `value` go by `name`, also where another value has it: a parameter and its argument. */
  alias(value: Value, name: string): void {
    this.taken.reserve(name);
    this.names.set(value, name);
  }

  /** The name of a value, also of one that was never defined: an invalid graph must print too. */
  nameOf(value: Value): string {
    return this.names.get(value) ?? this.define(value);
  }
}

/** A name as it stands in the text: bare when it is plain, otherwise quoted. */
export function nameText(name: string): string {
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}
