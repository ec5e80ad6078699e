import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js';
import type { Node, Value } from '../graph.js';
import { nodeWord } from '../kernel.js';

/** Collects what is wrong with a graph. */
export class Violations {
  readonly diagnostics: Diagnostic[] = [];

  add(code: string, title: string, place: { readonly span?: Span }): void {
    const primary = place.span === undefined ? {} : { primary: { span: place.span, message: '' } };
    this.diagnostics.push({ severity: 'error', code: `ir/${code}`, title, ...primary });
  }
}

/** A node as messages call it: by its result, `%c1 = conv2d`. */
export function nodeText(node: Node): string {
  return `${node.outputs.map(valueText).join(', ')} = ${nodeWord(node)}`;
}

export function valueText(value: Value): string {
  return `%${value.name}`;
}
