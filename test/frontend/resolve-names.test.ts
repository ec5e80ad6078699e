import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../compiler/frontend/elaborate/functions.js';
import { Scope } from '../../compiler/frontend/elaborate/scope.js';
import { SURFACES } from '../../compiler/frontend/elaborate/surfaces.js';
import type { NameResolution, NameSymbol } from '../../compiler/frontend/resolve-names.js';
import { namesAt, resolveNames } from '../../compiler/frontend/resolve-names.js';
import { parseModule } from '../../compiler/frontend/syntax/parse.js';

const language = new Scope(undefined, 'language');
for (const [name, entry] of SURFACES) language.define(name, { value: { kind: 'op', entry } });
for (const value of FUNCTIONS) language.define(value.name, { value });

function resolve(source: string): NameResolution {
  const { module } = parseModule(source, 'a.net');
  const file = new Scope(language, 'file');
  for (const item of module.items) {
    if (item.kind !== 'block') continue;
    const value = { kind: 'block', block: item, scope: file } as const;
    file.define(item.name.text, { value, span: item.name.span });
  }
  return resolveNames(module, file);
}

/** `line:column` of every place, counted from 1. */
function places(source: string, spans: NameSymbol['sites']): string[] {
  return spans.map(({ start }) => {
    const before = source.slice(0, start).split('\n');
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  });
}

describe('names', () => {
  it('that a loop or a branch binds again are one symbol', () => {
    const source = `network n {
  input x: tensor(1)
  y = x
  for i in 0..2 {
    z = y -> relu
    y = z
  }
  output y
}
`;
    const { scopes } = resolve(source);
    const [body, turn] = scopes;
    const y = body.symbols.get('y');
    expect(places(source, y?.sites ?? [])).toEqual(['3:3', '6:5']);
    expect(places(source, y?.uses ?? [])).toEqual(['5:9', '8:10']);
    expect([...turn.symbols.keys()]).toEqual(['i', 'z']);
    expect(turn.parent).toBe(body);
  });

  it('of tensors do not hide ops and blocks from calls', () => {
    const source = `block scale(x) {
  return x
}

network n {
  input x: tensor(1)
  flatten = x -> flatten
  scale = flatten -> scale
  output y = scale -> flatten
}
`;
    const { items, scopes, uses } = resolve(source);
    expect(places(source, items.get('scale')?.uses ?? [])).toEqual(['8:22']);
    expect(places(source, scopes[1].symbols.get('scale')?.uses ?? [])).toEqual(['9:14']);
    const calls = uses.filter(({ name, symbol }) => name === 'flatten' && symbol === undefined);
    expect(
      places(
        source,
        calls.map(({ span }) => span),
      ),
    ).toEqual(['7:18', '9:23']);
  });

  it('of parameters and of other names for blocks are what is called', () => {
    const source = `block both(x, f) {
  g = f
  return x -> f -> g
}
`;
    const [{ symbols }] = resolve(source).scopes;
    expect(places(source, symbols.get('f')?.uses ?? [])).toEqual(['2:7', '3:15']);
    expect(places(source, symbols.get('g')?.uses ?? [])).toEqual(['3:20']);
  });

  it('hold behind the value that they are bound to, in the body that binds them', () => {
    const source = `network n(width = 2) {
  input x: tensor(1)
  y = x -> relu
  for i in 0..2 {
    z = y
  }
  output y
}
`;
    const names = resolve(source);
    const at = (text: string): string[] =>
      namesAt(names, source.indexOf(text)).map(({ name }) => name);
    expect(at('relu')).toEqual(['width', 'x']);
    expect(at('z = y')).toEqual(['i', 'width', 'x', 'y']);
    expect(at('output')).toEqual(['width', 'x', 'y']);
  });

  it('that nothing supplies are not known', () => {
    const { uses } = resolve('network n {\n  output y = nothing.height + sqrt(2)\n}\n');
    expect(uses.map(({ name, member, known }) => ({ name, member, known }))).toEqual([
      { name: 'nothing', member: 'height', known: false },
      { name: 'sqrt', member: undefined, known: true },
    ]);
  });
});
