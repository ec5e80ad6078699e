import type { IToken } from 'chevrotain';
import type * as ast from './syntax/ast.js';
import { SourceText } from '../diagnostics/source-text.js';
import type { ParsedModule } from './syntax/parse.js';

/** What the comment above a block or a constant says, taken apart. */
export interface Documentation {
  /** The last `# == … ==` above it. */
  readonly section?: string;
  /** Paragraphs, each in one line. */
  readonly text: readonly string[];
  /** By name of the parameter: `# - kernel: height and width of the window`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Lines indented by four spaces or more, without that. */
  readonly example: readonly string[];
}

const SECTION = /^== (.+) ==$/;
const PARAMETER = /^- ([^\s:]+): (.*)$/;
const CODE = /^ {4}(.*)$/;

/**
 * The documentation of every block and constant of a file: the comment that ends on the line above it.
 * `prelude.net` shows the form.
 */
export function documentationOf(
  { module, comments }: Pick<ParsedModule, 'module' | 'comments'>,
  source: string,
): ReadonlyMap<ast.BlockItem | ast.BindStatement, Documentation> {
  const text = new SourceText(source);
  const lines = commentLines(comments, text);
  const sections = [...lines].flatMap(([line, comment]) => {
    const section = SECTION.exec(comment)?.[1];
    return section === undefined ? [] : [{ line, section }];
  });
  const found = new Map<ast.BlockItem | ast.BindStatement, Documentation>();
  for (const item of module.items) {
    if (item.kind !== 'block' && item.kind !== 'bind') continue;
    const start = text.position(item.span.start).line;
    const section = sections.filter(({ line }) => line < start).at(-1)?.section;
    const above = readComment(commentAbove(start, lines));
    found.set(item, section === undefined ? above : { section, ...above });
  }
  return found;
}

/** Comments that have a line to themselves, by line, without `#` and the space behind it. */
function commentLines(comments: readonly IToken[], text: SourceText): Map<number, string> {
  return new Map(
    comments.flatMap((token): [number, string][] => {
      const { line, offset } = text.position(token.startOffset);
      const alone = text.lines[line].slice(0, offset).trim() === '';
      return alone ? [[line, token.image.replace(/^# ?/, '').trimEnd()]] : [];
    }),
  );
}

/** The comment lines directly above `line`, in order. */
function commentAbove(line: number, comments: ReadonlyMap<number, string>): string[] {
  const above: string[] = [];
  for (let at = line - 1; ; at--) {
    const comment = comments.get(at);
    if (comment === undefined) return above.reverse();
    above.push(comment);
  }
}

function readComment(lines: readonly string[]): Omit<Documentation, 'section'> {
  const paragraphs: string[] = [];
  const parameters = new Map<string, string>();
  const example: string[] = [];
  /** Where a line goes that begins nothing of its own. */
  let proceed: ((line: string) => void) | undefined;
  for (const line of lines) {
    const code = CODE.exec(line);
    const parameter = PARAMETER.exec(line);
    if (line === '') {
      proceed = undefined;
    } else if (code !== null) {
      example.push(code[1]);
    } else if (parameter !== null) {
      const [, name, doc] = parameter;
      parameters.set(name, doc);
      proceed = (more) => {
        parameters.set(name, `${parameters.get(name) ?? ''} ${more}`);
      };
    } else if (proceed !== undefined) {
      proceed(line.trim());
    } else {
      const at = paragraphs.push(line.trim()) - 1;
      proceed = (more) => {
        paragraphs[at] += ` ${more}`;
      };
    }
  }
  return { text: paragraphs, parameters, example };
}
