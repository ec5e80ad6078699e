/** Names of which no two are alike: one that is taken gets the smallest number that makes it new. */
export class UniqueNames {
  private readonly taken = new Set<string>();
  /** The number to try next behind each name. Names are never given back, so smaller ones stay taken. */
  private readonly next = new Map<string, number>();

  /** `separator` stands in front of the numbers, of which `first` is the first. */
  constructor(
    private readonly separator: string,
    private readonly first: number,
  ) {}

  /** Keeps a name from being given. */
  reserve(name: string): void {
    this.taken.add(name);
  }

  /** A new name: `base` itself if that is free. */
  take(base: string): string {
    let name = base;
    let number = this.next.get(base) ?? this.first;
    for (; this.taken.has(name); number++) name = `${base}${this.separator}${number}`;
    if (name !== base) this.next.set(base, number);
    this.taken.add(name);
    return name;
  }
}
