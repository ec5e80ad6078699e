import { tableMarkdown } from '../../compiler/manual/markdown.js';
import { CHECKLIST } from './checklist.js';
import type { System } from './systems/system.js';
import { SYSTEMS } from './systems.js';

/** docs/course.md: what the course names, and the networks here that tests hold to its numbers. */
export function courseDocument(): string {
  const rows = CHECKLIST.flatMap(({ number, system, wrong = '' }) => {
    const found = SYSTEMS.filter(({ of }) => of === number);
    const first = [`${number}`, system];
    if (found.length === 0) return [[...first, 'not yet', '', '', wrong]];
    return found.map((each, at) => [
      ...(at === 0 ? first : ['', '']),
      linkTo(each),
      each.parameters.toLocaleString('en'),
      each.source,
      at === 0 ? wrong : '',
    ]);
  });
  const others = SYSTEMS.filter(({ of }) => of === undefined).map((each) => [
    linkTo(each),
    each.parameters.toLocaleString('en'),
    each.source,
  ]);
  return (
    [
      '# The networks of the course',
      'A row for each system that the classic course on convolutional networks names, with the network here, its ' +
        'parameters, where they are published, and what the course has wrong. `npm run docs` makes this page of the ' +
        "tests' own data (`test/zoo`): they check parameters, shapes and memory of each, and that small ones compute " +
        'on both targets what the reference does.',
      tableMarkdown(
        ['', 'system', 'network', 'parameters', 'as published', 'what the course has wrong'],
        rows,
      ),
      '## Others',
      tableMarkdown(['network', 'parameters', 'as published'], others),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function linkTo({ file, network, sets }: System): string {
  const given = Object.entries(sets ?? {}).map(
    ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
  );
  return `[${network}](../examples/${file})${given.join('').replaceAll('"', '')}`;
}
