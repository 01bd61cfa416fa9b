/**
 * A Channel over anything that carries messages both ways and reports its end: a worker thread, a
 * child process.
 */
import type { RuntimeError } from '../errors.ts';
import { toError, toFailure, type Channel, type Failure, type Method } from './protocol.ts';
import type { Methods, Replies, Requests } from './protocol.ts';

export interface CallMessage<M extends Method = Method> {
  readonly call: number;
  readonly method: M;
  readonly request: Requests[M];
  /** The memory of the feeds is to come back with the answer. */
  readonly returnFeeds?: boolean;
}

export type AnswerMessage = (
  | { readonly call: number; readonly reply: Replies[Method] }
  | { readonly call: number; readonly failure: Failure }
) & {
  /** The memory of the call's feeds. */
  readonly spent?: readonly ArrayBuffer[];
};

export interface Transport {
  send(message: CallMessage): void;
  /** Called with true while a call waits for its answer, with false when none waits any more. */
  keepAlive(waiting: boolean): void;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (reply: Replies[Method]) => void;
  readonly reject: (error: RuntimeError) => void;
}

export interface MessageChannel extends Channel {
  /** The transport passes on each answer. */
  receive(message: AnswerMessage): void;
  /** The transport reports that nothing will be answered any more: every call is rejected with this. */
  died(error: RuntimeError): void;
}

export function messageChannel(transport: Transport): MessageChannel {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let death: RuntimeError | undefined;

  const settle = (call: number): Waiting | undefined => {
    const found = waiting.get(call);
    waiting.delete(call);
    if (waiting.size === 0) transport.keepAlive(false);
    return found;
  };

  return {
    call: <M extends Method>(method: M, request: Requests[M]) =>
      new Promise<Replies[M]>((resolve, reject) => {
        if (death !== undefined) {
          reject(death);
          return;
        }
        const call = ++calls;
        // The other side answers a call of method M with a reply of method M.
        waiting.set(call, { resolve: (reply) => resolve(reply as Replies[M]), reject });
        transport.keepAlive(true);
        try {
          transport.send({ call, method, request });
        } catch (thrown) {
          settle(call)?.reject(toError(toFailure(thrown)));
        }
      }),
    close: () => transport.close(),
    receive: (message) => {
      const found = settle(message.call);
      if ('reply' in message) found?.resolve(message.reply);
      else found?.reject(toError(message.failure));
    },
    died: (error) => {
      death ??= error;
      for (const call of [...waiting.keys()]) settle(call)?.reject(death);
    },
  };
}

/** The other end: answers one message. A failure is an answer; nothing is thrown. */
export async function answer<M extends Method>(
  methods: Methods,
  { call, method, request }: CallMessage<M>,
): Promise<AnswerMessage> {
  try {
    return { call, reply: await methods[method](request) };
  } catch (thrown) {
    return { call, failure: toFailure(thrown) };
  }
}
