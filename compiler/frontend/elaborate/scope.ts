import type { Span } from '../../diagnostics/diagnostic.js';
import type { HeldName } from './states.js';
import { isCallable } from './values.js';
import type { CallableVal, Val } from './values.js';

export interface Binding {
  value: Val;
  /** Where the name was bound; absent for what the language itself provides. */
  readonly span?: Span;
}

export interface NamesInScope {
  readonly bound: readonly string[];
  /** By the language: ops, functions and the prelude. */
  readonly provided: readonly string[];
}

/**
 * Names and their values. A `body` scope belongs to a network, a block or an iteration of a loop; binding
 * a name that an enclosing body holds changes it there, which is how a loop carries a value from
 * iteration to iteration. Bodies never change the scopes of files.
 */
export class Scope {
  private readonly bindings = new Map<string, Binding>();
  /** The states that the body declares. */
  readonly held: HeldName[] = [];

  constructor(
    readonly parent: Scope | undefined,
    readonly kind: 'language' | 'file' | 'body' | 'iteration',
  ) {}

  lookup(name: string): Binding | undefined {
    return this.bindings.get(name) ?? this.parent?.lookup(name);
  }

  /** The nearest binding of `name` that can be called: a tensor `relu` does not hide the op. */
  lookupCallable(name: string): CallableVal | undefined {
    const value = this.bindings.get(name)?.value;
    if (value !== undefined && isCallable(value)) return value;
    return this.parent?.lookupCallable(name);
  }

  /** What this scope itself binds. */
  own(name: string): Binding | undefined {
    return this.bindings.get(name);
  }

  /** Binds `name` in this very scope. */
  define(name: string, binding: Binding): void {
    this.bindings.set(name, binding);
  }

  /** Binds `name` where a statement does: in the enclosing body that holds it, else here. */
  assign(name: string, binding: Binding): void {
    const holder = this.holderOf(name) ?? this;
    holder.define(name, binding);
  }

  /** The scope that holds `name`, from this one outwards to the body around the loops. */
  private holderOf(name: string): Scope | undefined {
    if (this.bindings.has(name)) return this;
    return this.kind === 'iteration' ? this.parent?.holderOf(name) : undefined;
  }

  /** All names in scope, the nearest first; those that the text binds, and those that it finds there. */
  names(): NamesInScope {
    const own = [...this.bindings.keys()];
    const outer = this.parent?.names() ?? { bound: [], provided: [] };
    return this.kind === 'language'
      ? { bound: outer.bound, provided: [...own, ...outer.provided] }
      : { bound: [...own, ...outer.bound], provided: outer.provided };
  }
}
