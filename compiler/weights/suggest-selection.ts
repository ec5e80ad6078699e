/**
 * Finds what the names in a file have more, or less, than those of the network: `module.` of a model
 * that was trained on several devices, `backbone.` of a part, `_orig_mod.` of a compiled one.
 */
export interface NameDifference {
  /** What names in the file begin with, and what stands there in the network. */
  readonly inFile: string;
  readonly inNetwork: string;
}

/** How many names are looked at to find candidates. */
const SAMPLES = 3;
const MOST_CANDIDATES = 64;

/**
 * The difference in beginnings that explains most of `wanted`: more than are found without it, and at
 * least half of them. Undefined when there is none.
 */
export function nameDifference(
  wanted: readonly string[],
  available: ReadonlySet<string>,
): NameDifference | undefined {
  const found = wanted.filter((name) => available.has(name)).length;
  let best: NameDifference | undefined;
  let most = Math.max(found, Math.ceil(wanted.length / 2) - 1);
  for (const candidate of candidates(wanted, available)) {
    const explained = wanted.filter((name) => available.has(renamed(name, candidate) ?? '')).length;
    if (explained > most) [best, most] = [candidate, explained];
  }
  return best;
}

/** The name in the file. */
function renamed(name: string, { inFile, inNetwork }: NameDifference): string | undefined {
  return name.startsWith(inNetwork) ? inFile + name.slice(inNetwork.length) : undefined;
}

/** Those that leave most of a name as it is come first. */
function candidates(wanted: readonly string[], available: ReadonlySet<string>): NameDifference[] {
  const missing = wanted.filter((name) => !available.has(name));
  const samples = [0, 0.5, 1].map((part) => missing[Math.floor(part * (missing.length - 1))]);
  const found = new Map<string, NameDifference>();
  for (const sample of new Set(samples.slice(0, Math.min(SAMPLES, missing.length)))) {
    for (let cut = 0; cut >= 0; cut = nextLevel(sample, cut)) {
      const inNetwork = sample.slice(0, cut);
      const rest = sample.slice(cut);
      // The last level alone, `weight`, would fit everything.
      if (!rest.includes('.')) break;
      for (const name of available) {
        if (found.size >= MOST_CANDIDATES) return [...found.values()];
        if (!name.endsWith(rest)) continue;
        const inFile = name.slice(0, name.length - rest.length);
        if (inFile !== '' && !inFile.endsWith('.')) continue;
        found.set(`${inFile}\0${inNetwork}`, { inFile, inNetwork });
      }
    }
  }
  return [...found.values()];
}

/** Where the next level of a dotted name begins; −1 behind the last. */
function nextLevel(name: string, from: number): number {
  const dot = name.indexOf('.', from);
  return dot < 0 ? -1 : dot + 1;
}

/**
 * Patterns for whole parts of a file that the network lacks, `AuxLogits.*`: the shortest beginnings of
 * the unused names that no used one has. Undefined when it would take more than a few.
 */
export function unusedParts(
  unused: readonly string[],
  used: Iterable<string>,
): readonly string[] | undefined {
  const beginnings = new Set<string>();
  for (const name of used) {
    for (let end = nextLevel(name, 0); end > 0; end = nextLevel(name, end)) {
      beginnings.add(name.slice(0, end));
    }
  }
  const parts = new Set<string>();
  for (const name of unused) {
    let end = nextLevel(name, 0);
    while (end > 0 && beginnings.has(name.slice(0, end))) end = nextLevel(name, end);
    parts.add(end > 0 ? `${name.slice(0, end)}*` : name);
    if (parts.size > MOST_PARTS) return undefined;
  }
  return [...parts];
}

const MOST_PARTS = 3;
