import { expect, test } from 'vitest';
import { answer, messageChannel, type CallMessage } from './message-channel.ts';
import { sessionHost } from './host.ts';
import { RuntimeError } from '../errors.ts';

function fakeTransport() {
  const sent: CallMessage[] = [];
  const alive: boolean[] = [];
  const channel = messageChannel({
    send: (message) => sent.push(message),
    keepAlive: (waiting) => alive.push(waiting),
    close: async () => undefined,
  });
  return { channel, sent, alive };
}

test('answers find their calls in any order', async () => {
  const { channel, sent, alive } = fakeTransport();
  const first = channel.call('readState', { session: 1 });
  const second = channel.call('writeState', { session: 1, state: {} });
  expect(sent.map(({ method }) => method)).toEqual(['readState', 'writeState']);
  const [a, b] = sent;
  channel.receive({ call: b?.call ?? 0, reply: null });
  channel.receive({ call: a?.call ?? 0, reply: {} });
  expect(await first).toEqual({});
  expect(await second).toBeNull();
  expect(alive).toEqual([true, true, false]);
});

test('death rejects everything that waits, with the first reason', async () => {
  const { channel } = fakeTransport();
  const waiting = [
    channel.call('dispose', { session: 1 }),
    channel.call('dispose', { session: 2 }),
  ];
  channel.died(new RuntimeError('crashed', 'out of memory'));
  channel.died(new RuntimeError('crashed', 'exit code 1'));
  for (const call of [...waiting, channel.call('dispose', { session: 3 })]) {
    await expect(call).rejects.toMatchObject({ code: 'crashed', message: 'out of memory' });
  }
});

test('a message that cannot be sent rejects its call alone', async () => {
  const channel = messageChannel({
    send: () => {
      throw new TypeError('cannot be cloned');
    },
    keepAlive: () => undefined,
    close: async () => undefined,
  });
  await expect(channel.call('readState', { session: 1 })).rejects.toThrow('cannot be cloned');
});

test('the other end answers with failures, never by throwing', async () => {
  const refused = [{ provider: 'cuda', reason: 'no driver' }] as const;
  const fail = async (): Promise<never> => {
    throw new RuntimeError('no-provider', 'none works', { refused });
  };
  const host = sessionHost({ open: fail, openStateful: fail });
  const open = { provider: 'cuda', model: new Uint8Array(1) } as const;
  expect(await answer(host, { call: 7, method: 'open', request: open })).toEqual({
    call: 7,
    failure: { code: 'no-provider', message: 'none works', refused },
  });
  expect(
    await answer(host, { call: 8, method: 'run', request: { session: 1, feeds: {} } }),
  ).toEqual({
    call: 8,
    failure: { code: 'disposed', message: 'session: used after dispose()', refused: [] },
  });
});
