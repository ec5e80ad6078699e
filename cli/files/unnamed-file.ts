import type { Destination } from './destination.js';
import { PendingFile } from './pending-file.js';

export interface Place {
  readonly path: string;
  readonly destination: Destination & { readonly kind: 'file' };
}

/** A file that is called after its contents: it gets its place, in the same folder, when it has them. */
export class UnnamedFile extends PendingFile {
  constructor(
    { path, destination }: Place,
    private readonly findPlace: () => Place,
  ) {
    super(path, destination);
  }

  override publish(): void {
    const { path, destination } = this.findPlace();
    this.path = path;
    this.destination = destination;
    super.publish();
  }
}
