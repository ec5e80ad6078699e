import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { constants, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Files and folders that are gone when this process ends, however it ends. Whoever interrupts it
 * meets a handler that removes them; what a killed process leaves, the next one removes that makes a
 * temporary in the same folder. It knows them by their names, `.netloom-MACHINE-PROCESS-BEGIN-NUMBER.tmp`:
 *
 *     MACHINE  digest of host, boot and process namespace: where numbers of processes mean the same
 *     PROCESS  the number of the process
 *     BEGIN    when that process began, because its number may have been given to another since
 */
const mine = new Set<string>();

const NAME = /^\.?netloom-([0-9a-f]{8})-(\d+)-(\d+)-\w+(\.tmp)?$/;

/** Nothing can be known of a process elsewhere; what is so old belongs to none that is alive. */
const OLDEST_MS = 24 * 60 * 60 * 1000;

let made = 0;

/** A name in `folder` that nobody else takes, for a file that is about to be made. */
export function nameTemporary(folder: string): string {
  const path = join(folder, `.${signature()}${made++}.tmp`);
  guard(path);
  return path;
}

/** Makes a folder where the system keeps such. */
export function temporaryFolder(): string {
  clearLeftovers(tmpdir());
  const path = mkdtempSync(join(tmpdir(), signature()));
  guard(path);
  return path;
}

/** Removes a temporary, unless it has been given another name. */
export function discardTemporary(path: string): void {
  if (!mine.has(path)) return;
  // Where it cannot be removed, because the disk is gone, the next run tries again.
  attempt(() => {
    rmSync(path, { recursive: true, force: true });
  });
  releaseTemporary(path);
}

/** From now on the file is no temporary. */
export function releaseTemporary(path: string): void {
  mine.delete(path);
  if (mine.size === 0) listen('off');
}

function guard(path: string): void {
  if (mine.size === 0) listen('on');
  mine.add(path);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals are handled only while there is something to remove: at any other time they end the process
 * at once, in the middle of a calculation as well.
 */
function listen(change: 'on' | 'off'): void {
  process[change]('exit', discardAll);
  for (const signal of SIGNALS) process[change](signal, end);
}

function discardAll(): void {
  for (const path of mine) discardTemporary(path);
}

/** Ends as if there were no handler, so that who waits for the process sees what ended it. */
function end(signal: NodeJS.Signals): void {
  discardAll();
  for (const each of SIGNALS) process.off(each, end);
  process.kill(process.pid, signal);
  // The first process of a container is not ended by a signal that it sends to itself.
  process.exit(128 + constants.signals[signal]);
}

/** Removes what killed processes of this user have left in a folder. */
export function clearLeftovers(folder: string): void {
  const names = attempt(() => readdirSync(folder)) ?? [];
  for (const name of names.filter((each) => NAME.test(each))) {
    const path = join(folder, name);
    // Another process may be quicker, or it may not be removed: no reason to stop.
    attempt(() => {
      if (isLeftover(path, name)) rmSync(path, { recursive: true, force: true });
    });
  }
}

function isLeftover(path: string, name: string): boolean {
  const [, machine, pid, begin] = NAME.exec(name) ?? [];
  const { uid, mtimeMs } = lstatSync(path);
  if (mine.has(path) || uid !== (process.geteuid?.() ?? uid)) return false;
  const isHere = machine === machineDigest();
  return (isHere && !isAlive(Number(pid), begin)) || Date.now() - mtimeMs > OLDEST_MS;
}

function isAlive(pid: number, begin: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return beginOf(pid) === begin;
}

function signature(): string {
  return `netloom-${machineDigest()}-${process.pid}-${beginOf(process.pid)}-`;
}

function machineDigest(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'));
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  const text = [hostname(), boot, namespace].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Ticks from the system's start to the process's, the 22nd field of Linux's `stat`; 0 elsewhere. */
function beginOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field is a name in parentheses, which may itself contain spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
