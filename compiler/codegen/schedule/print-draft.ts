import type { Layout } from '../../ir/layout.js';
import { elementCount } from '../../ir/types.js';
import type { Buffer } from '../../lower/loops/loop-ir.js';
import { packingText } from '../packing.js';
import { printCompute } from '../../lower/formulas/print-compute.js';
import type { ConstantSite, Site, ValueSite } from './placement/site.js';
import { readsOf } from './placement/site.js';
import type { ComputeDraft } from './steps.js';
import type { Plan } from './tiling/plan.js';
import { orderText } from './tiling/plan.js';

/**
 * A computation on its way through the steps, for people: its formulas, and what is known of where
 * things lie and of its tile.
 *
 *     output[0, o, yx / 56, yx % 56] = …
 *     input: arena, axes 0, 2, 3, 1
 *     weight: weights in the order [0/8,1,2,3,8]
 *     tile: 4 along yx × 8 along o, rows outside
 */
export function printDraft({ compute, operands, output, plan, panel }: ComputeDraft): string {
  const read = new Set(readsOf(compute).map(({ operand }) => operand));
  const formulas = printCompute(
    { ...compute, target: output.buffer.name },
    operands.map((site) => (site.kind === 'literal' ? String(site.value) : site.buffer.name)),
  );
  const sites = operands.filter(
    (site, operand): site is Exclude<Site, { kind: 'literal' }> =>
      read.has(operand) && site.kind !== 'literal',
  );
  return [
    formulas,
    ...sites.map((site) => `${site.buffer.name}: ${siteText(site)}`),
    `${output.buffer.name}: ${siteText(output)}`,
    ...(plan === undefined ? [] : [`tile: ${planText(plan)}`]),
    ...(panel === undefined
      ? []
      : [`${panel.buffer.name}: ${panel.weights.buffer.name}, decoded a panel at a time`]),
  ].join('\n');
}

function siteText(site: ValueSite | ConstantSite): string {
  const space = spaceText(site.buffer);
  return site.kind === 'constant'
    ? `${space} in the order ${packingText(site.packing)}`
    : `${space}, ${layoutText(site.layout, elementCount(site.shape))}`;
}

function spaceText({ space, element }: Buffer): string {
  return element === undefined ? space : `${space} ${element}`;
}

function layoutText({ order, pad, pitch }: Layout, elements: number): string {
  const axes = order.length === 0 ? `${elements} element` : `axes ${order.join(', ')}`;
  const padded = pad === 1 ? '' : `, the last in multiples of ${pad}`;
  return `${axes}${padded}${pitch === undefined ? '' : `, ${pitch} from row to row`}`;
}

function planText({ tile, vectors, order, vectorAxis, tileAxis, narrow }: Plan): string {
  const rows = tileAxis === undefined ? [] : [`${tile} along ${tileAxis.name}`];
  const columns = vectorAxis === undefined ? [] : [`${4 * vectors} along ${vectorAxis.name}`];
  const sums = narrow === undefined ? [] : [`sums in vectors along ${narrow.sumAxis.name}`];
  const size = [...rows, ...columns].join(' × ') || 'one element';
  return [size, ...sums, orderText(order)].join(', ');
}
