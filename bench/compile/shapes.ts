/** Networks of one shape and any size, as source texts. */
export interface GraphShape {
  readonly name: string;
  /** What grows, for the reader of a table. */
  readonly what: string;
  /** The source of a network with about this many nodes, constants not counted. */
  readonly sourceOf: (nodes: number) => string;
}

/**
 * The ways in which graphs are large: long, wide, and both by turns. The long ones are written as loops,
 * the wide ones statement by statement, so that the text grows as well.
 */
export const GRAPH_SHAPES: readonly GraphShape[] = [
  {
    name: 'chain',
    what: 'elementwise steps, each of which uses the one before twice',
    sourceOf: (nodes) =>
      network('input x: tensor(1, 64)', [
        's = x',
        `for _ in 0..${turns(nodes, 3)} {`,
        '  s = s * s',
        '  s = s + x / s',
        '}',
        'output y = s',
      ]),
  },
  {
    name: 'convolutions',
    what: 'convolutions with activations, one behind the other',
    sourceOf: (nodes) =>
      network('input x: tensor(1, 8, 8, 8)', [
        's = x',
        `for i in 0..${turns(nodes, 2)} {`,
        '  s = s -> conv(8, kernel = 3, padding = same) as "c{i}" -> relu',
        '}',
        'output y = s',
      ]),
  },
  {
    name: 'diamonds',
    what: 'two layers beside each other that are concatenated, one pair behind the other',
    sourceOf: (nodes) =>
      network('input x: tensor(1, 8, 8, 8)', [
        's = x',
        `for i in 0..${turns(nodes, 5)} {`,
        '  a = s -> conv(4, kernel = 1) as "a{i}" -> relu',
        '  b = s -> conv(4, kernel = 3, padding = same) as "b{i}" -> relu',
        '  s = (a, b) -> concat(axis = 1)',
        '}',
        'output y = s',
      ]),
  },
  {
    name: 'wide-concat',
    what: 'layers beside each other, all of which are concatenated',
    sourceOf: (nodes) =>
      network('input x: tensor(1, 8)', [
        ...branches(nodes - 1),
        `output y = (${branchNames(nodes - 1).join(', ')}) -> concat(axis = 1)`,
      ]),
  },
  {
    name: 'wide-sum',
    what: 'layers beside each other, all of which are added up',
    sourceOf: (nodes) => {
      const names = branchNames(turns(nodes, 2));
      return network('input x: tensor(1, 8)', [
        ...branches(names.length),
        `s0 = ${names[0]}`,
        ...names.slice(1).map((name, index) => `s${index + 1} = s${index} + ${name}`),
        `output y = s${names.length - 1}`,
      ]);
    },
  },
];

function network(input: string, statements: readonly string[]): string {
  return ['network grown {', ...[input, ...statements].map((line) => `  ${line}`), '}', ''].join(
    '\n',
  );
}

function turns(nodes: number, perTurn: number): number {
  return Math.max(1, Math.round(nodes / perTurn));
}

function branchNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `b${index}`);
}

function branches(count: number): string[] {
  return branchNames(count).map((name) => `${name} = x -> linear(4)`);
}
