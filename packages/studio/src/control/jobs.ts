/**
 * Processes of the command line that the page has asked for. They are no children of a terminal: they
 * go on when the studio ends, and a later one shows their runs again. What a process prints goes to
 * files, which a process outlives as well as a pipe does not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import type { Job } from '../protocol.ts';
import { readTail } from '../runs/last-row.ts';
import { evaluationOf } from './evaluation.ts';

export interface Jobs {
  /**
   * Starts `ganport` with arguments.
   *
   * @throws StudioError 'conflict' when too many are at work
   */
  start(kind: Job['kind'], run: string, args: readonly string[]): Job;
  /** The newest jobs. */
  list(): readonly Job[];
  /** Calls back when a job starts or ends, until the returned function is called. */
  listen(listener: (job: Job) => void): () => void;
  /** Ends evaluations and removes the files; runs go on. Returns the runs that go on. */
  dispose(): readonly string[];
}

/** What starts `ganport`: a program and its first arguments. */
export type Program = readonly [command: string, ...args: string[]];

/** Processes at a time. */
const MOST_RUNNING = 8;
/** Jobs that are remembered. */
const MOST_LISTED = 50;
/** Of what a process has printed, the end is read. */
const TAIL_BYTES = 65_536;

/** @param program what starts the command line */
export function createJobs(program: Program): Jobs {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-studio-'));
  const jobs = new Map<number, Job>();
  const children = new Map<number, ChildProcess>();
  const listeners = new Set<(job: Job) => void>();
  let count = 0;

  const change = (job: Job): void => {
    jobs.set(job.id, job);
    const [oldest] = jobs.keys();
    if (jobs.size > MOST_LISTED && oldest !== undefined) jobs.delete(oldest);
    for (const listener of listeners) listener(job);
  };
  const finish = async (job: Job, code: number | null, reason?: string): Promise<void> => {
    children.delete(job.id);
    const [out, err] = [streamFile(folder, job.id, 'out'), streamFile(folder, job.id, 'err')];
    const message = reason ?? lastLine(await readTail(err, TAIL_BYTES));
    const failed = code !== 0 && code !== INTERRUPTED;
    const text = job.kind === 'evaluate' && !failed ? await readTail(out, TAIL_BYTES) : '';
    const evaluation = evaluationOf(text);
    rmSync(out, { force: true });
    rmSync(err, { force: true });
    change({
      ...job,
      state: failed ? 'failed' : 'done',
      ...(message !== '' && { message }),
      ...(evaluation && { evaluation }),
    });
  };

  return {
    start(kind, run, args) {
      if (children.size >= MOST_RUNNING) {
        const message = `${run}: ${MOST_RUNNING} processes are at work already; wait until one ends, or stop one`;
        throw new StudioError('conflict', message);
      }
      const job: Job = { id: ++count, kind, run, state: 'running' };
      const [command, ...first] = program;
      const streams = (['out', 'err'] as const).map((name) =>
        openSync(streamFile(folder, job.id, name), 'wx', 0o600),
      );
      const child = spawn(command, [...first, ...args], {
        stdio: ['ignore', ...streams],
        detached: kind !== 'evaluate',
        env: { ...process.env, NO_COLOR: '1' },
      });
      for (const stream of streams) closeSync(stream);
      child.unref();
      children.set(job.id, child);
      child.once('error', (error) => void finish(job, null, error.message));
      child.once('exit', (code) => void finish(job, code));
      change(job);
      return job;
    },
    list: () => [...jobs.values()],
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      listeners.clear();
      for (const [id, child] of children) {
        child.removeAllListeners();
        if (jobs.get(id)?.kind === 'evaluate') child.kill('SIGTERM');
      }
      rmSync(folder, { recursive: true, force: true });
      const running = [...children.keys()].flatMap((id) => jobs.get(id) ?? []);
      return running.filter(({ kind }) => kind !== 'evaluate').map(({ run }) => run);
    },
  };
}

/** The exit code of a run that Ctrl-C has stopped, with a checkpoint. */
const INTERRUPTED = 130;

function streamFile(folder: string, id: number, stream: 'out' | 'err'): string {
  return join(folder, `${id}.${stream}`);
}

function lastLine(text: string): string {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return last.replace(/^ganport: /, '').slice(0, 2000);
}
