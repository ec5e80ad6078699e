import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  CodeAction,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleEditor, Client, marked } from './client.js';

const BLOCKS = `# Halves a picture.
# - by: how often
block half(x, by = 2) {
  return x -> max_pool(by)
}
`;

let bundle: string;
let client: Client;
let count = 0;

beforeAll(async () => {
  bundle = bundleEditor();
  client = await Client.start(join(bundle, 'server.cjs'), { 'blocks.net': BLOCKS });
});

afterAll(async () => {
  expect(await client.end()).toBe(0);
  rmSync(bundle, { recursive: true });
});

/** Opens a text in a document of its own and asks about the place that `|` marks. */
async function ask<T>(method: string, source: string, more: object = {}): Promise<T> {
  const { text, position } = marked(source);
  const uri = await client.open(`n${count++}.net`, text);
  return client.ask<T>(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
}

async function hover(source: string): Promise<string | undefined> {
  const shown = await ask<Hover | null>('hover', source);
  return shown === null ? undefined : (shown.contents as { value: string }).value;
}

async function completions(source: string): Promise<Map<string, CompletionItem>> {
  const items = await ask<CompletionItem[] | null>('completion', source);
  return new Map(items?.map((item) => [item.label, item]));
}

/** A network around statements. */
const network = (...lines: string[]): string =>
  `network n {\n  input x: tensor(1, 3, 8, 8)\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

describe('diagnostics', () => {
  it('come with code, place, related places, and a fix where the hint names it', async () => {
    const uri = await client.open('bad.net', network('y = x -> conv(4, kernl = 3)', 'output y'));
    const [diagnostic, ...others] = await client.diagnostics(uri);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: 'call/unknown',
      severity: 1,
      source: 'netloom',
      message: '`conv` has no argument `kernl`\nhint: did you mean `kernel`?',
      range: { start: { line: 2, character: 19 }, end: { line: 2, character: 24 } },
      data: { replacement: 'kernel' },
    });
    const [fix] = await client.ask<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    expect(fix.title).toBe('Write `kernel`');
    expect(fix.edit?.changes?.[uri]).toEqual([{ range: diagnostic.range, newText: 'kernel' }]);
  });

  it('are all reported at once, and go when the text is right', async () => {
    const wrong = network('y = x -> Conv2d(4, kernel = 3)', 'z = x -> clonv', 'output y');
    const uri = await client.open('all.net', wrong);
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).toEqual(['name/unknown', 'name/unknown', 'unused/binding']);
    await client.change(uri, network('output y = x -> conv(4, kernel = 3)'));
    expect(await client.diagnostics(uri)).toEqual([]);
    await client.close(uri);
  });

  it('of unused names are marked so that an editor greys them', async () => {
    const uri = await client.open('unused.net', network('z = x -> relu', 'output x'));
    const found = await client.diagnostics(uri);
    expect(found).toMatchObject([{ code: 'unused/binding', severity: 2, tags: [1] }]);
  });

  it('in imported files are shown where they are called', async () => {
    const source = `import { half } from "./blocks.net"\n\n${network('output y = x -> half(9)')}`;
    const uri = await client.open('calls.net', source);
    const [diagnostic] = await client.diagnostics(uri);
    expect(diagnostic.range.start).toEqual({ line: 4, character: 18 });
    expect(diagnostic.relatedInformation?.[0].location.uri).toBe(client.uri('blocks.net'));
  });

  it('say that an imported file is missing, and follow it when it comes', async () => {
    const source = `import { twice } from "./late.net"\n\n${network('output y = x -> twice')}`;
    const uri = await client.open('waits.net', source);
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'import/file' }]);
    client.expectNew(uri);
    writeFileSync(join(client.folder, 'late.net'), 'block twice(x) {\n  return x + x\n}\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('late.net'), type: 1 }],
    });
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  it('see imported files as an editor has them, also unsaved', async () => {
    const source = `import { fresh } from "./unsaved.net"\n\n${network('output y = x -> fresh')}`;
    const uri = await client.open('user.net', source);
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'import/file' }]);
    client.expectNew(uri);
    const imported = await client.open('unsaved.net', 'block fresh(x) {\n  return x\n}\n');
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(await client.diagnostics(imported)).toEqual([]);
    client.expectNew(uri);
    await client.change(imported, 'block other(x) {\n  return x\n}\n');
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'import/name' }]);
    client.expectNew(uri);
    await client.close(imported);
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'import/file' }]);
  });

  it.each([
    ['an empty file', '', []],
    ['a file of blocks', BLOCKS, []],
    [
      'several networks',
      `${network('output x')}\n${network('output x').replace(' n ', ' m ')}`,
      [],
    ],
    ['an open brace', 'network n {\n  input x: tensor(1)\n', ['syntax/unclosed']],
    ['brackets without end', '('.repeat(5000), ['syntax/nesting']],
    ['no text of the language', '\u0000\uD800 {{{ -> -> as', undefined],
  ])('of %s', async (title, text, codes) => {
    const uri = await client.open(`odd-${count++}.net`, text);
    const found = (await client.diagnostics(uri)).map(({ code }) => code);
    if (codes === undefined) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual(expect.arrayContaining(codes));
    if (codes?.length === 0) expect(found, title).toEqual([]);
  });

  it('count UTF-16 units, and lines by every kind of end', async () => {
    const source =
      '# 🙂 größe\r\nnetwork n {\r\n  input x: tensor(1)\r\n  output y = x -> 🙂 -> rleu\r\n}\r\n';
    const uri = await client.open('units.net', source);
    const found = await client.diagnostics(uri);
    expect(found).toMatchObject([
      { code: 'syntax/character', range: { start: { line: 3, character: 18 } } },
    ]);
    await client.change(uri, source.replace('🙂 -> rleu', '"🙂".x -> rleu'));
    const [{ range }] = (await client.diagnostics(uri)).filter(({ message }) =>
      JSON.stringify(message).includes('rleu'),
    );
    expect(range.start).toEqual({ line: 3, character: 28 });
  });
});

describe('hover', () => {
  it('shows shapes and values of names', async () => {
    expect(await hover(network('y| = x -> max_pool(2)', 'output y'))).toContain(
      'y: tensor [1,3,4,4]',
    );
    expect(await hover(network('n = 2', 'output y = x -> max_pool(n|)'))).toContain('n: 2');
    expect(await hover(network('output y = x -> max_pool(x.height|)'))).toContain('height: 8');
  });

  it('shows the result, the parameters and the page of what is called', async () => {
    const text = await hover(network('output y = x -> co|nv(4, kernel = 3) as c1'));
    expect(text).toContain('conv: tensor [1,4,6,6]');
    expect(text).toContain('`c1.weight` [4,3,3,3], `c1.bias` [4]');
    expect(text).toContain('Cross-correlation, what every framework calls convolution');
    expect(text).toContain('PyTorch: `Conv2d`');
  });

  it('shows the comment of a block, here and imported', async () => {
    const source = `import { half } from "./blocks.net"\n\n${network('output y = x -> ha|lf')}`;
    const text = await hover(source);
    expect(text).toContain('block half(x, by = 2)');
    expect(text).toContain('Halves a picture.');
    expect(text).toContain('- `by`: how often');
  });

  it('shows several shapes of a block that is called several times', async () => {
    const source = `block twice(x) {\n  y| = x -> max_pool(2)\n  return y\n}\n\n${network(
      'output y = x -> twice -> twice',
    )}`;
    expect(await hover(source)).toContain('y: tensor [1,3,4,4] | tensor [1,3,2,2]');
  });

  it('works in what is not finished', async () => {
    const source =
      'network n {\n  input x: tensor(1, 3, 8, 8)\n  y| = x -> max_pool(2)\n  z = y -> conv(';
    expect(await hover(source)).toContain('y: tensor [1,3,4,4]');
  });

  it('explains arguments, types of inputs, words and prelude blocks', async () => {
    expect(await hover(network('output y = x -> conv(4, ker|nel = 3)'))).toContain(
      'height and width of the window',
    );
    expect(await hover('network n {\n  input x: im|age(2, 2, grey)\n  output x\n}\n')).toContain(
      'image(height, width, channels',
    );
    expect(await hover(network('output y = x -> conv(4, 3, padding = sa|me)'))).toContain(
      'Padding for ⌈extent / stride⌉ outputs',
    );
    expect(await hover(network('output y = x -> squeeze_|excite(2)'))).toContain(
      'Squeeze and excitation (Hu et al. 2017)',
    );
  });

  it.each([['# comm|ent\n'], [''], ['network| n {\n}\n'], ['|']])(
    'has nothing for %j',
    async (text) => {
      expect(await hover(text.includes('|') ? text : `${text}|`)).toBeUndefined();
    },
  );
});

describe('completion', () => {
  it('behind an arrow offers ops, blocks of the prelude, of the file and imported ones', async () => {
    const source = `import { half } from "./blocks.net"\n\nblock own(x) {\n  return x\n}\n\n${network(
      'y = x -> half -> own -> |',
    )}`;
    const items = await completions(source);
    for (const name of ['conv', 'squeeze_excite', 'own', 'half'])
      expect(items.has(name), name).toBe(true);
    expect(items.has('same')).toBe(false);
    expect(items.get('conv')).toMatchObject({
      insertText: 'conv(${1:channels}, ${2:kernel})',
      insertTextFormat: 2,
      detail: 'Cross-correlation, what every framework calls convolution',
    });
  });

  it('of names in scope comes with their shapes', async () => {
    const items = await completions(network('feature = x -> max_pool(2)', 'y = fe|'));
    expect(items.get('feature')?.detail).toBe('tensor [1,3,4,4]');
    expect(items.has('y')).toBe(false);
  });

  it('in a call offers arguments that are not given', async () => {
    const first = await completions(network('y = x -> conv(|'));
    expect([...first.keys()].slice(0, 2)).toEqual(['channels =', 'kernel =']);
    const later = await completions(network('y = x -> conv(4, kernel = 3, |)'));
    expect(later.get('stride =')).toMatchObject({ insertText: 'stride = ', detail: 'stride = 1' });
    expect(later.has('kernel =')).toBe(false);
    expect(later.has('channels =')).toBe(false);
    const block = await completions(network('y = x -> conv_bn(4, |)'));
    expect(block.has('padding =')).toBe(true);
    expect(block.has('x =')).toBe(false);
  });

  it.each([
    ['y = x -> conv(4, 3, padding = |)', 'same'],
    ['y = x -> conv(4, 3, bias = |)', 'true'],
    ['y = x -> conv(4, 3, winograd = |)', 'off'],
    ['y = x -> gelu(approximate = |)', '"tanh"'],
    ['y = x.|', 'height'],
    ['i|', 'input'],
    ['input z: |', 'image'],
  ])('in `%s` offers %s', async (line, word) => {
    expect([...(await completions(network(line))).keys()]).toContain(word);
  });

  it('at the beginning of a file, in imports and in blocks knows what fits', async () => {
    expect([...(await completions('|')).keys()]).toEqual(['network', 'block', 'import']);
    const imports = await completions('import { | } from "./blocks.net"\n');
    expect([...imports.keys()]).toEqual(['half']);
    expect((await completions('block f(x) {\n  |\n}\n')).has('return')).toBe(true);
  });

  it.each([['# no|'], ['network n {\n  weights "a|"\n}\n'], [network('y = x -> relu as |')]])(
    'offers nothing in %j',
    async (source) => {
      expect([...(await completions(source)).keys()]).toEqual([]);
    },
  );

  it('is explained when an item is chosen', async () => {
    const items = await completions(network('y = x -> |'));
    const item = await client.ask<CompletionItem>('completionItem/resolve', items.get('relu'));
    expect((item.documentation as { value: string }).value).toContain('y = max(0, x)');
  });
});

describe('signature help', () => {
  const active = async (line: string): Promise<[string, number | null | undefined]> => {
    const help = await ask<SignatureHelp>('signatureHelp', network(line));
    return [help.signatures[0].label.split(',')[0], help.activeParameter];
  };

  it('says which argument comes', async () => {
    expect(await active('y = x -> conv(|')).toEqual(['conv(x', 1]);
    expect(await active('y = conv(|')).toEqual(['conv(x', 0]);
    expect(await active('y = x -> conv(4, |')).toEqual(['conv(x', 2]);
    expect(await active('y = x -> conv(4, stride = |')).toEqual(['conv(x', 3]);
    expect(await active('y = x -> conv(4, max(1, 2), |')).toEqual(['conv(x', 3]);
  });
});

describe('going to a definition', () => {
  const target = async (source: string): Promise<string | undefined> => {
    const found = await ask<Location | null>('definition', source);
    if (found === null) return undefined;
    const { line, character } = found.range.start;
    return `${found.uri.split('/').at(-1)?.replace(/^n\d+/, '')}:${line + 1}:${character + 1}`;
  };

  it('finds bindings, the nearest before', async () => {
    expect(await target(network('y = x', 'y = y| -> relu', 'output y'))).toBe('.net:3:3');
    expect(await target(network('y = x', 'y = y -> relu', 'output y|'))).toBe('.net:4:3');
  });

  it('finds blocks and constants of this file and of others, and their parameters', async () => {
    const imports = 'import { half } from "./blocks.net"\n\n';
    expect(await target(imports + network('output y = x -> hal|f'))).toBe('blocks.net:3:7');
    expect(await target(imports + network('output y = x -> half(b|y = 2)'))).toBe(
      'blocks.net:3:15',
    );
    expect(await target(`import { half } from "./blo|cks.net"\n`)).toBe('blocks.net:1:1');
    expect(await target(`w = 2\n\n${network('output y = x -> max_pool(w|)')}`)).toBe('.net:1:1');
  });

  it('finds the prelude, in a file that can be read', async () => {
    const found = await ask<Location>('definition', network('output y = x -> sil|u'));
    const lines = readFileSync(fileURLToPath(found.uri), 'utf8').split('\n');
    expect(lines[found.range.start.line]).toBe('block silu(x) {');
  });

  it('finds nothing for ops', async () => {
    expect(await target(network('output y = x -> re|lu'))).toBeUndefined();
  });
});

describe('references and new names', () => {
  it('are found in all open files', async () => {
    const blocks = await client.open('shared.net', 'block shared(x) {\n  return x\n}\n');
    const user = `import { shared } from "./shared.net"\n\n${network('output y = x -> shared')}`;
    const uri = await client.open('sharing.net', user);
    const found = await client.ask<Location[]>('textDocument/references', {
      textDocument: { uri: blocks },
      position: { line: 0, character: 8 },
      context: { includeDeclaration: true },
    });
    const places = found.map(
      ({ uri: file, range }) => `${file.split('/').at(-1)}:${range.start.line + 1}`,
    );
    expect(places.sort()).toEqual(['shared.net:1', 'sharing.net:1', 'sharing.net:5']);
    const edit = await client.ask<WorkspaceEdit>('textDocument/rename', {
      textDocument: { uri },
      position: { line: 4, character: 20 },
      newName: 'common',
    });
    expect(Object.keys(edit.changes ?? {}).sort()).toEqual([blocks, uri].sort());
  });

  it('change bindings and the arguments that are given by name', async () => {
    const source = `block f(x, wid|th) {\n  return x -> max_pool(width)\n}\n\n${network(
      'output y = x -> f(width = 2)',
    )}`;
    const edit = await ask<WorkspaceEdit>('rename', source, { newName: 'size' });
    const [edits] = Object.values(edit.changes ?? {});
    expect(edits.map(({ range }) => range.start.line).sort()).toEqual([0, 1, 6]);
  });

  it.each([
    ['c1| = x -> conv(4, kernel = 3)', 'c2', /`c1\.weight` would go by another name/],
    ['c1| = x -> relu', 'not', /`not` is no name/],
  ])('in `%s` to %s are refused', async (line, newName, reason) => {
    await expect(ask('rename', network(line, 'output c1'), { newName })).rejects.toThrow(reason);
  });

  it.each([
    ['x', ['c1| = x -> relu', 'output c1']],
    ['b', ['c1| = x -> relu', 'b = c1 -> tanh', 'output c = c1 + b']],
  ])('are refused where `%s` has a meaning already', async (newName, lines) => {
    await expect(ask('rename', network(...lines), { newName })).rejects.toThrow(
      `Not renamed: \`${newName}\` already has a meaning where the name stands.`,
    );
  });

  it('are refused while a statement that may use the name cannot be read', async () => {
    const source = network('c1| = x -> relu', 'y = c1 -> conv(', 'output c1');
    await expect(ask('rename', source, { newName: 'c2' })).rejects.toThrow(
      'Not renamed: a statement that may use `c1` cannot be read.',
    );
  });
});

describe('a document', () => {
  it('is formatted, with its own ends of lines', async () => {
    const source = network('output y=x->relu').replaceAll('\n', '\r\n');
    const edits = await ask<TextEdit[]>('formatting', `|${source}`, {
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits.map(({ newText }) => newText)).toEqual([
      network('output y = x -> relu').replaceAll('\n', '\r\n'),
    ]);
    const right = network('output y = x -> relu');
    expect(await ask('formatting', `|${right}`, { options: {} })).toEqual([]);
    expect(await ask('formatting', '|network {', { options: {} })).toEqual([]);
  });

  it('has an outline with shapes', async () => {
    const source = `|w = 2\n\n${BLOCKS}\n${network('y = x -> max_pool(w)', 'output y')}`;
    const symbols = await ask<DocumentSymbol[]>('documentSymbol', source);
    expect(symbols.map(({ name }) => name)).toEqual(['w', 'half', 'n']);
    const children = symbols[2].children?.map(({ name, detail }) => `${name} ${detail}`);
    expect(children).toEqual(['x tensor [1,3,8,8]', 'y tensor [1,3,4,4]']);
  });

  it('links to what it imports and to its weights', async () => {
    const source =
      '|import { half } from "./blocks.net"\n\nnetwork n {\n  weights "w.safetensors"\n}\n';
    const links = await ask<DocumentLink[]>('documentLink', source);
    expect(links.map(({ target }) => target)).toEqual([
      client.uri('blocks.net'),
      client.uri('w.safetensors'),
    ]);
    expect(links[1].range).toMatchObject({ start: { line: 3, character: 11 } });
  });

  it('shows shapes behind lines', async () => {
    const source = `|${network('y = x -> conv(4, kernel = 3) -> relu', '  -> max_pool(2)', 'output y')}`;
    const hints = await ask<InlayHint[]>('inlayHint', source, {
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    });
    expect(hints.map(({ position, label }) => `${position.line + 1} ${label as string}`)).toEqual([
      '3 [1,4,6,6]',
      '4 [1,4,3,3]',
    ]);
  });

  it('that is not open has no answers', async () => {
    const textDocument = { uri: client.uri('nowhere.net') };
    const position = { line: 0, character: 0 };
    expect(await client.ask('textDocument/hover', { textDocument, position })).toBeNull();
    expect(await client.ask('textDocument/documentSymbol', { textDocument })).toEqual([]);
  });

  it('may be unsaved, without a file', async () => {
    const uri = 'untitled:Untitled-1';
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: {
        uri,
        languageId: 'netloom',
        version: 1,
        text: network('output y = x -> rleu'),
      },
    });
    expect(await client.diagnostics(uri)).toMatchObject([{ code: 'name/unknown' }]);
  });
});
