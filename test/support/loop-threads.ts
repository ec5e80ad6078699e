import type { Statement } from '../../compiler/lower/loops/loop-ir.js';

/** Threads that run a kernel together. */
export interface Threads {
  readonly count: number;
  /** From 0 to 1 (left out): who claims what, and who comes first between two barriers. */
  readonly random: () => number;
}

/** Turns of a loop that one thread takes at once. */
interface Piece {
  readonly thread: number;
  readonly begin: number;
  readonly end: number;
}

/** Cuts the turns of claimed loops into pieces and gives them to threads, anew each time. */
export class Claims {
  private readonly pieces = new Map<Statement, Piece[][]>();

  constructor(readonly threads: Threads) {}

  /** What `thread` gets when it comes to `statement` for the `round`-th time. */
  of(
    thread: number,
    statement: Statement,
    round: number,
    turns: { readonly from: number; readonly to: number; readonly least: number },
  ): Piece[] {
    const rounds = this.pieces.get(statement) ?? [];
    this.pieces.set(statement, rounds);
    rounds[round] ??= this.cut(turns);
    return rounds[round].filter((piece) => piece.thread === thread);
  }

  private cut({ from, to, least }: { from: number; to: number; least: number }): Piece[] {
    const { count, random } = this.threads;
    const pieces: Piece[] = [];
    for (let begin = from; begin < to;) {
      const end = Math.min(to, begin + least + Math.floor(random() * 2 * least));
      pieces.push({ thread: Math.floor(random() * count), begin, end });
      begin = end;
    }
    return shuffled(pieces, random);
  }
}

/** In any order. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
