/**
 * A model in a worker of its own. When the graphics device is lost, the model is opened once more, in a new
 * worker and on WebAssembly, and what was to be computed is computed there.
 */
import { connect, type Connection, type StartWorker } from './connection.ts';
import { WebError } from './errors.ts';
import type { OpenOptions } from './model.ts';
import type { Method, Progress, Replies, Requests } from './worker/protocol.ts';

export interface ModelWorker {
  /** What the worker said when it opened the model the last time. */
  opened(): Replies['open'];
  readonly call: Connection['call'];
  close(): void;
}

/** @throws WebError as opening in the worker */
export async function openWorker(
  start: StartWorker,
  request: Requests['open'],
  { onProgress, onRecover }: OpenOptions,
): Promise<ModelWorker> {
  let connection = connect(start);
  let isClosed = false;
  const open = async (again: Requests['open']): Promise<Replies['open']> => {
    try {
      return await connection.call('open', again, onProgress);
    } catch (thrown) {
      connection.close();
      throw thrown;
    }
  };
  let opened = await open(request);
  let recovering: Promise<void> | undefined;

  /** What computes on a lost device is gone with its worker. */
  const recover = async (): Promise<void> => {
    connection.close();
    connection = connect(start);
    opened = await open({ ...request, providers: ['wasm'] });
    const reason = 'the browser has taken the graphics device away';
    opened = { ...opened, refused: [{ provider: 'webgpu', reason }] };
    onRecover?.(reason);
  };
  const call = async <M extends Method>(method: M, sent: Requests[M], progress?: Progress) => {
    try {
      await recovering;
      return await connection.call(method, sent, progress);
    } catch (thrown) {
      const isLost = thrown instanceof WebError && thrown.code === 'lost';
      if (!isLost || isClosed || opened.provider !== 'webgpu') throw thrown;
      recovering ??= recover();
      await recovering;
      return connection.call(method, sent, progress);
    }
  };
  return {
    opened: () => opened,
    call,
    close: () => {
      isClosed = true;
      connection.close();
    },
  };
}
