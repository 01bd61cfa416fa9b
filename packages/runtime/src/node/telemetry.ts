/**
 * onnxruntime-node reports its use to its maker: since 1.30 it keeps a number of this machine and a
 * database in the cache folder, and sends them. ganport switches that off, unless the user has
 * decided.
 */
import { isMainThread } from 'node:worker_threads';

/**
 * Call it before onnxruntime-node is loaded. A worker thread has a copy of the environment that the
 * library does not see, so the thread that starts it has to call this.
 */
export function withoutTelemetry(): void {
  if (isMainThread) process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}
