import type { Context } from '../../context.js';
import type { Inspection } from '../inspection.js';
import { memoryMapText } from '../memory-map.js';
import { namesIn } from '../names.js';
import type { View } from './view.js';

/** Where every value lies in the arena, and when. */
export function memoryView({ io }: Context, { planned, memory }: Inspection): View {
  const nameOf = namesIn(planned);
  return {
    lines: () => memoryMapText(planned, memory, io.stdout.columns),
    json: () => ({
      arenaBytes: memory.arenaBytes,
      arenaLowerBound: memory.lowerBound,
      memory: memory.buffers.map(({ contents, offset, bytes, firstUse, lastUse }) => ({
        values: contents.map(({ value }) => nameOf(value)),
        offset,
        bytes,
        firstUse,
        lastUse,
      })),
    }),
  };
}
