import { EmbeddedActionsParser } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { Span } from '../../../diagnostics/diagnostic.js';
import type { FrontendDiagnostic } from '../../codes.js';
import { syntaxMessages } from '../messages.js';
import { cover, Places } from '../places.js';
import type { ParseInner } from '../strings.js';
import * as t from '../tokens.js';
import { TreeBuilder } from '../trees.js';

/** What all rules share: the places of tokens, the tree and the errors found on the way. */
export class GrammarBase extends EmbeddedActionsParser {
  protected places = new Places('');
  protected trees = new TreeBuilder();
  /** Mistakes that the grammar itself lets pass. */
  protected extra: FrontendDiagnostic[] = [];

  constructor(protected readonly parseInner: ParseInner) {
    super(t.TOKENS, {
      recoveryEnabled: false,
      maxLookahead: 2,
      errorMessageProvider: syntaxMessages,
    });
  }

  /** Prepares for one text; returns where diagnostics that are not parser errors will be found. */
  begin(tokens: IToken[], places: Places): () => readonly FrontendDiagnostic[] {
    this.input = tokens;
    this.places = places;
    this.trees = new TreeBuilder();
    this.extra = [];
    return () => [...this.extra, ...this.trees.diagnostics];
  }

  protected between(start: IToken, end: IToken): Span {
    return cover(this.places.token(start), this.places.token(end));
  }

  protected from(start: IToken, end: Span): Span {
    return cover(this.places.token(start), end);
  }
}
