import type { SurfaceArgument, SurfaceValue } from '../../ir/op.js';
import { missingArgument } from './arguments.js';
import { failAt } from './context.js';
import type { OpCall } from './op-call.js';
import { inputNames } from './op-call.js';
import { surfaceDefault, surfaceValue } from './surface-arguments.js';
import type { SurfaceEntry } from './surfaces.js';
import type { Val } from './values.js';
import { isPoisoned } from './values.js';

/**
 * Arguments by name with their defaults. A weight given as `bias = […]` switches its flag on.
 * `operandInDoubt`: a value in front of them could not be evaluated and may have been one of them.
 */
export function surfaceArguments(
  call: OpCall,
  operandInDoubt: boolean,
): Record<string, SurfaceValue | null> | undefined {
  const { context, site, entry, given } = call;
  const args: Record<string, SurfaceValue | null> = {};
  let failed = false;
  // Behind one that could not be evaluated, which may have been several, others may mean anything.
  let inDoubt = operandInDoubt;
  for (const argument of entry.surface.arguments) {
    const found = given.get(argument.name);
    if (found === undefined) {
      if (argument.default === undefined) {
        if (!inDoubt) missingArgument(context, site, argument.name, undefined, argument.doc);
        failed = true;
      }
      args[argument.name] = surfaceDefault(argument);
      continue;
    }
    if (isPoisoned(found.value) || (inDoubt && found.name === undefined)) {
      failed = true;
      inDoubt ||= found.name === undefined;
    } else if (isWeight(entry, argument, found.value)) {
      args[argument.name] = true;
    } else {
      const converted = surfaceValue(argument, found.value);
      if ('value' in converted) {
        args[argument.name] = converted.value;
      } else {
        failed = true;
        failAt(
          context,
          'call/kind',
          converted.problem,
          { span: found.span, message: `given to \`${site.name}\` here` },
          { about: [found.value], hint: `\`${argument.name}\`: ${argument.doc}` },
        );
      }
    }
  }
  return failed ? undefined : args;
}

function isWeight(entry: SurfaceEntry, argument: SurfaceArgument, value: Val): boolean {
  const carriesWeight = ['list', 'string', 'tensor'].includes(value.kind);
  return argument.kind === 'boolean' && carriesWeight && inputNames(entry).includes(argument.name);
}
