/** The worker's end: answers the calls of a page one after the other, with progress in between. */
import type { Sample } from './samples/index.ts';
import { workerMethods } from './worker/methods.ts';
import { type AnswerMessage, type CallMessage, type Method, toFailure } from './worker/protocol.ts';

const methods = workerMethods();

/** A worker's own scope, of which a page's types know the messages only. */
const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;

let last: Promise<void> = Promise.resolve();

scope.addEventListener('message', ({ data }: MessageEvent<CallMessage>) => {
  last = last.then(() => answer(data));
});

async function answer<M extends Method>({ call, method, request }: CallMessage<M>): Promise<void> {
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
