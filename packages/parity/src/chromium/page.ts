/**
 * What runs inside the page: sessions of onnxruntime-web that answer calls. A call's bytes are
 * fetched from the server that the page came from, and its answer is sent back there.
 */
import { answer, createSerializer, sessionHost, type CallMessage } from '@ganport/runtime/internal';
import { webSessions } from '@ganport/runtime/internal/web';
import { decodeMessage, encodeMessage } from './wire.ts';

const methods = sessionHost(webSessions);

/** A small call arrives before a large one; they are begun in the order in which they were made. */
const serialize = createSerializer();

/** Answers the call that waits at `/call/<id>`. */
export async function answerCall(id: number): Promise<void> {
  const arriving = fetch(`/call/${id}`).then((response) => response.arrayBuffer());
  const bytes = new Uint8Array(await serialize(() => arriving));
  // Written by runtime-page.ts.
  const reply = await answer(methods, decodeMessage(bytes) as CallMessage);
  const sent = await fetch(`/call/${id}`, { method: 'POST', body: encodeMessage(reply) });
  if (!sent.ok) throw new Error(`the answer was refused: ${sent.status}`);
}
