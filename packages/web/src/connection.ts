/** The page's end of a worker: calls that are answered in their order, and the worker's end. */
import { WebError } from './errors.ts';
import type {
  AnswerMessage,
  CallMessage,
  Method,
  Progress,
  Replies,
  Requests,
} from './worker/protocol.ts';

export interface Connection {
  /** @throws WebError as the worker threw it, or 'lost' when the worker has ended */
  call<M extends Method>(
    method: M,
    request: Requests[M],
    onProgress?: Progress,
  ): Promise<Replies[M]>;
  /** Ends the worker and its calls. */
  close(): void;
}

interface Waiting {
  readonly resolve: (reply: Replies[Method]) => void;
  readonly reject: (error: WebError) => void;
  readonly onProgress: Progress;
}

/** Starts one whose script answers calls by `answerCalls`. */
export type StartWorker = () => Worker;

/** Starts a worker. */
export function connect(start: StartWorker): Connection {
  const worker = start();
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let end: WebError | undefined;

  const finish = (error: WebError): void => {
    end ??= error;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  };
  worker.addEventListener('error', ({ message }) => {
    finish(new WebError('lost', `the worker has ended (${message || 'its script does not load'})`));
  });
  worker.addEventListener('message', ({ data }: MessageEvent<AnswerMessage>) => {
    const found = waiting.get(data.call);
    if ('progress' in data) {
      found?.onProgress(...data.progress);
      return;
    }
    waiting.delete(data.call);
    if ('reply' in data) found?.resolve(data.reply);
    else found?.reject(new WebError(data.failure.code, data.failure.message));
  });

  return {
    call: <M extends Method>(
      method: M,
      request: Requests[M],
      onProgress: Progress = () => undefined,
    ) =>
      new Promise<Replies[M]>((resolve, reject) => {
        if (end) {
          reject(end);
          return;
        }
        const message: CallMessage<M> = { call: ++calls, method, request };
        // The worker answers a call of method M with a reply of method M.
        waiting.set(message.call, {
          resolve: (reply) => resolve(reply as Replies[M]),
          reject,
          onProgress,
        });
        worker.postMessage(message, { transfer: [] });
      }),
    close: () => finish(new WebError('lost', 'the model was closed; open it again')),
  };
}
