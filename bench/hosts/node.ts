import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FirstAnswer, Replies, Reply, Request, Turn } from '../messages.js';
import type { BenchmarkNetwork } from '../networks.js';
import { projectRoot } from '../paths.js';
import type { PreparedNetwork } from '../prepare.js';
import type { LayerAnalysis } from '../results.js';
import type { Host, Runner } from './host.js';
import { ANSWER_SECONDS } from './host.js';

/** A process of Node for each runtime. */
export const nodeHost: Host = {
  versions: {},
  start: ({ folder }: PreparedNetwork) => Promise.resolve(new NodeProcess(`${folder}/`)),
  close: () => Promise.resolve(),
};

/** Times the kernels of a network in a process of their own. */
export async function layersInProcess(network: BenchmarkNetwork): Promise<LayerAnalysis> {
  const process = new NodeProcess('');
  try {
    return await process.ask<'layers'>({ kind: 'layers', network });
  } finally {
    await process.end();
  }
}

/** The benchmark's side of a `node-worker.ts`: one question at a time. */
class NodeProcess implements Runner {
  private readonly child: ChildProcess;

  constructor(private readonly base: string) {
    const path = join(projectRoot, 'out/bench/hosts/node-worker.js');
    // What a runtime has to say must not end up in a result that is printed as JSON.
    this.child = fork(path, [], { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
  }

  load(request: Parameters<Runner['load']>[0]): Promise<FirstAnswer> {
    return this.ask<'load'>({ kind: 'load', base: this.base, ...request });
  }

  turn(milliseconds: number): Promise<Turn> {
    return this.ask<'turn'>({ kind: 'turn', milliseconds });
  }

  /** Throws an Error with the runtime's own message when it fails, and when its process ends. */
  ask<Kind extends Request['kind']>(
    request: Extract<Request, { kind: Kind }>,
  ): Promise<Replies[Kind]> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        settle();
        reject(new Error(`its process ended with ${signal ?? `status ${code ?? 'unknown'}`}`));
      };
      const answered = (reply: Reply<Kind>): void => {
        settle();
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.result);
      };
      const silent = setTimeout(() => {
        settle();
        reject(new Error(`it did not answer within ${ANSWER_SECONDS} s`));
      }, 1000 * ANSWER_SECONDS);
      const settle = (): void => {
        clearTimeout(silent);
        this.child.off('exit', ended).off('message', answered);
      };
      this.child.once('exit', ended).once('message', answered);
      this.child.send(request, (error) => {
        if (error === null) return;
        settle();
        reject(error);
      });
    });
  }

  end(): Promise<void> {
    this.child.kill('SIGKILL');
    return Promise.resolve();
  }
}
