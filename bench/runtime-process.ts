import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Replies, Reply, Request } from './messages.js';
import { projectRoot } from './paths.js';

/** The benchmark's side of a `worker.ts`: one question at a time. */
export class RuntimeProcess {
  private readonly child: ChildProcess;

  constructor() {
    const path = join(projectRoot, 'out/bench/worker.js');
    // What a runtime has to say must not end up in a result that is printed as JSON.
    this.child = fork(path, [], { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
  }

  /** Throws an Error with the runtime's own message when it fails, or when its process ends. */
  ask<Kind extends Request['kind']>(
    request: Extract<Request, { kind: Kind }>,
  ): Promise<Replies[Kind]> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        reject(new Error(`its process ended with ${signal ?? `status ${code ?? 'unknown'}`}`));
      };
      this.child.once('exit', ended);
      this.child.once('message', (reply: Reply<Kind>) => {
        this.child.off('exit', ended);
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.result);
      });
      this.child.send(request, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  end(): void {
    this.child.kill();
  }
}
