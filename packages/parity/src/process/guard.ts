/**
 * A thread of the child process that ends the process when it holds too much memory, or when its
 * parent is gone. The main thread cannot watch: it is blocked while ONNX Runtime computes, and so
 * hears neither messages nor the end of its parent.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** Milliseconds between two looks. Memory grows by a few hundred MB in the meantime. */
const INTERVAL = 25;

export interface GuardData {
  /** In bytes, of the resident set. */
  readonly memoryLimit: number;
  /** What is written to stderr before the process ends for its memory. */
  readonly mark: string;
}

// entry.ts starts this thread with it.
const { memoryLimit, mark } = workerData as GuardData;
const parent = process.ppid;

function end(message?: string): void {
  try {
    if (message !== undefined) writeSync(2, `${message}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

setInterval(() => {
  if (process.memoryUsage.rss() > memoryLimit) end(mark);
  if (process.ppid !== parent) end();
}, INTERVAL);
