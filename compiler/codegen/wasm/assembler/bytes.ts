/** Bytes that grow at the end. */
export class Bytes {
  private array = new Uint8Array(1024);
  length = 0;

  byte(...values: readonly number[]): this {
    this.reserve(values.length);
    for (const value of values) this.array[this.length++] = value;
    return this;
  }

  append(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.array.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** LEB128: seven bits a byte, the lowest first, the top bit where more follow. */
  unsigned(value: number): this {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    return this.byte(rest);
  }

  /** LEB128 in two's complement, as short as it can be. */
  signed(value: bigint): this {
    let rest = value;
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
    return this.byte(Number(rest & 127n));
  }

  float(value: number): this {
    return this.append(new Uint8Array(Float32Array.of(value).buffer));
  }

  /** Its length and its UTF-8. */
  name(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.unsigned(bytes.length).append(bytes);
  }

  /** The length of `contents` and these. */
  sized(contents: Bytes): this {
    return this.unsigned(contents.length).append(contents.all());
  }

  all(): Uint8Array<ArrayBuffer> {
    return this.array.subarray(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.array.length) return;
    const larger = new Uint8Array(Math.max(2 * this.array.length, this.length + count));
    larger.set(this.array);
    this.array = larger;
  }
}
