/**
 * What runs inside the page: sessions of onnxruntime-web that answer calls. A call's bytes are
 * fetched from the server that the page came from, and its answer is sent back there.
 */
import { answer, line, sessionHost, type CallMessage } from '@ganport/runtime/internal';
import { createSession, createStatefulSession } from '@ganport/runtime/web';
import { decodeMessage, encodeMessage } from './wire.ts';

const methods = sessionHost({ createSession, createStatefulSession });

/** Calls arrive as fast as they are small; they are begun in the order in which they were made. */
const inOrder = line();

/** Answers the call that waits at `/call/<id>`. */
export async function answerCall(id: number): Promise<void> {
  const arriving = fetch(`/call/${id}`).then((response) => response.arrayBuffer());
  const bytes = new Uint8Array(await inOrder(() => arriving));
  // Written by this package's own other end.
  const reply = await answer(methods, decodeMessage(bytes) as CallMessage);
  const sent = await fetch(`/call/${id}`, { method: 'POST', body: encodeMessage(reply) });
  if (!sent.ok) throw new Error(`the answer was refused: ${sent.status}`);
}
