import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import type { ConstantData, Graph } from '../ir/graph.js';
import { mapConstants } from '../ir/rewrite.js';
import { parametersOf } from './bind.js';
import { listed, quote } from './quote.js';

/** What a tensor holds besides numbers. */
interface NotFinite {
  readonly label: string;
  readonly elements: number;
  readonly nan: number;
  readonly infinite: number;
  readonly isParameter: boolean;
  /** The layer that reads it. */
  readonly span?: Span;
}

/**
 * Looks for NaN and infinities in the constants of graphs, when somebody reads them: the elements are
 * in memory then, and no more than one tensor is. Every tensor is looked at once.
 */
export class FiniteCheck {
  private readonly seen = new Set<string>();
  private readonly found: NotFinite[] = [];
  private readonly unread = new Map<string, ConstantData>();
  /** Labels in the order of the network, whatever the order of reading. */
  private readonly order: string[] = [];
  private source = '';

  /** The graph with parameters that are looked at when they are read. */
  watchParameters(graph: Graph, source: string): Graph {
    this.source = source;
    const spans = new Map(parametersOf(graph).map(({ name, span }) => [name, span]));
    return mapConstants(graph, (data) => {
      if (data.parameter !== true) return data;
      const watched = this.watched(data, spans.get(data.label));
      this.unread.set(data.label, watched);
      this.order.push(data.label);
      return watched;
    });
  }

  /** The graph with whatever was made of parameters looked at, too: a variance may be negative. */
  watchDerived(graph: Graph): Graph {
    return mapConstants(graph, (data, { span }) =>
      data.parameter === true ? data : this.watched(data, span),
    );
  }

  /** Reads the parameters that nobody has read. */
  readRest(): void {
    for (const data of this.unread.values()) data.read();
  }

  /** One warning that names what was found so far; what is made of it is not named as well. */
  diagnostics(): Diagnostic[] {
    const parameters = this.found
      .filter(({ isParameter }) => isParameter)
      .sort((a, b) => this.order.indexOf(a.label) - this.order.indexOf(b.label));
    const named = parameters.length > 0 ? parameters : this.found;
    if (named.length === 0) return [];
    const tensors = named.length === 1 ? 'a tensor' : `${named.length} tensors`;
    const { span } = named[0];
    return [
      {
        severity: 'warning',
        code: 'weights/not-finite',
        title:
          parameters.length > 0
            ? `${this.source} has ${tensors} with values that are not finite`
            : `${tensors} that the compiler makes of the weights hold values that are not finite`,
        ...(span === undefined ? {} : { primary: { span, message: 'read here' } }),
        notes: listed(named.map(notFiniteText)),
        hint:
          parameters.length > 0
            ? 'results that depend on them say nothing; numbers too large for 32 bits are infinite, too'
            : 'results that depend on them say nothing; a variance may be negative, or a product too large',
      },
    ];
  }

  private watched(data: ConstantData, span: Span | undefined): ConstantData {
    return {
      ...data,
      read: (space) => {
        const values = data.read(space);
        if (values instanceof Float32Array) this.look(data, values, span);
        return values;
      },
    };
  }

  private look({ label, parameter }: ConstantData, values: Float32Array, span?: Span): void {
    if (this.seen.has(label)) return;
    this.seen.add(label);
    this.unread.delete(label);
    if (isFinite(values)) return;
    const { nan, infinite } = count(values);
    const isParameter = parameter === true;
    const elements = values.length;
    this.found.push({ label, elements, nan, infinite, isParameter, ...(span && { span }) });
  }
}

/**
 * Whether all elements are numbers: x · 0 is 0 for these and NaN for all others. Four sums, because
 * an addition waits for the one before it.
 */
function isFinite(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let at = 0; at < whole; at += 4) {
    a += values[at] * 0;
    b += values[at + 1] * 0;
    c += values[at + 2] * 0;
    d += values[at + 3] * 0;
  }
  for (let at = whole; at < values.length; at++) a += values[at] * 0;
  return a + b + c + d === 0;
}

function count(values: Float32Array): { nan: number; infinite: number } {
  let nan = 0;
  let infinite = 0;
  for (const value of values) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
  }
  return { nan, infinite };
}

/** `"conv1.weight": 3 NaN, 1 infinite of 864`. */
function notFiniteText({ label, elements, nan, infinite }: NotFinite): string {
  const counts = [
    ...(nan > 0 ? [`${nan} NaN`] : []),
    ...(infinite > 0 ? [`${infinite} infinite`] : []),
  ];
  return `${quote(label)}: ${counts.join(', ')} of ${elements}`;
}
