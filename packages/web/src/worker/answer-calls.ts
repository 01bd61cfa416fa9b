/** The worker's end: answers the calls of a page one after the other, with progress in between. */
import type { Sample } from '../models/sample-kind.ts';
import { workerMethods } from './methods.ts';
import {
  type AnswerMessage,
  type CallMessage,
  type Method,
  type Methods,
  toFailure,
} from './protocol.ts';
import type { Role } from './roles.ts';

/** A worker's own scope, of which a page's types know the messages only. */
const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;

/** Answers all calls. @param role what the worker does with a model */
export function answerCalls(role: Role): void {
  const methods = workerMethods(role);
  let last: Promise<void> = Promise.resolve();
  scope.addEventListener('message', ({ data }: MessageEvent<CallMessage>) => {
    last = last.then(() => answer(methods, data));
  });
}

async function answer<M extends Method>(
  methods: Methods,
  { call, method, request }: CallMessage<M>,
): Promise<void> {
  const post = (message: AnswerMessage, transfer: Transferable[] = []) =>
    scope.postMessage(message, transfer);
  try {
    const reply = await methods[method](request, (done, total) =>
      post({ call, progress: [done, total] }),
    );
    // Moved, not copied.
    const samples: readonly Sample[] =
      'samples' in reply ? reply.samples : 'picture' in reply ? [reply] : [];
    post(
      { call, reply },
      samples.flatMap(({ picture, sound }) =>
        [picture?.rgba.buffer ?? [], sound?.buffer ?? []].flat(),
      ),
    );
  } catch (thrown) {
    post({ call, failure: toFailure(thrown) });
  }
}
