import { tableMarkdown } from '../../compiler/manual/markdown.js';
import agreement from './agreement.json' with { type: 'json' };
import { CHECKLIST } from './checklist.js';
import type { System } from './systems/system.js';
import { titleOf } from './systems/system.js';
import { SYSTEMS } from './systems.js';

/** docs/course.md: what the course names, and the networks here that tests hold to its numbers. */
export function courseDocument(): string {
  const rows = CHECKLIST.flatMap(({ number, system, wrong = '' }) => {
    const found = SYSTEMS.filter(({ of }) => of === number);
    const first = [`${number}`, system];
    if (found.length === 0) return [[...first, 'not yet', '', '', '', wrong]];
    return found.map((each, at) => [
      ...(at === 0 ? first : ['', '']),
      linkTo(each),
      each.parameters.toLocaleString('en'),
      each.source,
      apart(each),
      at === 0 ? wrong : '',
    ]);
  });
  const others = SYSTEMS.filter(({ of }) => of === undefined).map((each) => [
    linkTo(each),
    each.parameters.toLocaleString('en'),
    each.source,
    apart(each),
  ]);
  return (
    [
      '# The networks of the course',
      'A row for each system that the classic course on convolutional networks names, with the network here, its ' +
        'parameters, where they are published, and what the course has wrong. `npm run docs` makes this page of the ' +
        "tests' own data (`test/zoo`): they check parameters, shapes and memory of each, and that small ones compute " +
        'on both targets what the reference does.',
      `The error is how far WebAssembly is from ${agreement.against} at full size, with random weights, in parts of ` +
        'the largest element of an output, or of what its last layer reads where that is larger. ' +
        '`node scripts/compare-zoo-with-onnxruntime.mjs --save` measures it. Behind a choice, such as which boxes ' +
        'stay, both go on from the same numbers. Those that were looked at layer by layer agree to 7e-6 in the largest ' +
        'element of every layer; an error here that is larger is that rounding, made larger by the network: losses ' +
        'are differences of numbers that are nearly the same, and boxes exponentials of what random weights make large.',
      tableMarkdown(
        [
          '',
          'system',
          'network',
          'parameters',
          'as published',
          'error',
          'what the course has wrong',
        ],
        rows,
      ),
      '## Others',
      tableMarkdown(['network', 'parameters', 'as published', 'error'], others),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function apart(system: System): string {
  const networks: Readonly<Partial<Record<string, number>>> = agreement.networks;
  return networks[titleOf(system)]?.toExponential(1) ?? '';
}

function linkTo({ file, network, sets }: System): string {
  const given = Object.entries(sets ?? {}).map(
    ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
  );
  return `[${network}](../examples/${file})${given.join('').replaceAll('"', '')}`;
}
