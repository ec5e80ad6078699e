/** One part of what `inspect` shows: lines for people, and properties of the JSON for programs. */
export interface View {
  lines(): string[];
  json(): object;
}
