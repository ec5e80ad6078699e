const LONGEST = 80;

/** A name from a file, as messages show it: in quotes, with escapes, and not too long. */
export function quote(name: string): string {
  return abbreviate(JSON.stringify(name));
}

/** At most `LONGEST` characters of a text that a file may have made as long as it likes. */
export function abbreviate(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** How many of a long list messages show. */
const MOST_LISTED = 8;

/** The first few texts, and how many more there are. */
export function listed(texts: readonly string[]): string[] {
  const more = texts.length - MOST_LISTED;
  return more > 1 ? [...texts.slice(0, MOST_LISTED), `and ${more} more`] : [...texts];
}
