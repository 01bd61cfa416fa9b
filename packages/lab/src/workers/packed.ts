/** Messages of workers whose large tensors are in a file that both processes share. */
import type { Received, Reply, Request, Sent } from '@ganport/core/workers';
import type { Parcels, SharedReader, SharedWriter } from './shared-file.ts';

/** A message as it is sent: what is exchanged in a step is packed. */
export type Packed<Message> = Message extends { readonly received: Received }
  ? Omit<Message, 'received'> & { readonly received: Parcels<keyof Received> }
  : Message extends { readonly sent: Sent }
    ? Omit<Message, 'sent'> & { readonly sent: Parcels<keyof Sent> }
    : Message;

export function packRequest(request: Request, write: SharedWriter): Packed<Request> {
  if (!('received' in request)) return request;
  const { state, values } = request.received;
  return { ...request, received: write({ state, values }) };
}

export function unpackRequest(request: Packed<Request>, read: SharedReader): Request {
  return 'received' in request ? { ...request, received: read(request.received) } : request;
}

export function packReply(reply: Reply, write: SharedWriter): Packed<Reply> {
  if (reply.type !== 'sent') return reply;
  const { mean, gather } = reply.sent;
  return { ...reply, sent: write({ mean, gather }) };
}

export function unpackReply(reply: Packed<Reply>, read: SharedReader): Reply {
  return reply.type === 'sent' ? { ...reply, sent: read(reply.sent) } : reply;
}
