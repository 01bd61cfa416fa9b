/** The gRPC client against servers that end and start again, answer too late, and answer what does not fit. */
import { Server, ServerCredentials, type sendUnaryData, status } from '@grpc/grpc-js';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { floats } from '../testing/models.ts';
import { readAddress, ServerUnavailable } from './client.ts';
import { grpcClient } from './grpc.ts';
import { methods, type ModelInferResponse } from './grpc-schema.ts';
import { writeGrpcTensors } from './grpc-tensors.ts';

type Infer = (reply: sendUnaryData<ModelInferResponse>) => void;

let server: Server | undefined;
afterEach(() => server?.forceShutdown());

const x = floats([1, -2.5], [2]);
/** Answers with the tensor as `y`. */
const answer: Infer = (reply) => {
  const { tensors, raw } = writeGrpcTensors([['y', x]]);
  reply(null, { modelName: 'same', outputs: tensors, rawOutputContents: raw });
};

/** @returns the address of the model */
async function serve(infer: Infer, { datatype = 'FP32', port = 0 } = {}): Promise<string> {
  const started = new Server();
  const { ModelInfer, ModelMetadata, ServerMetadata } = methods;
  const value = (name: string) => ({ name, datatype, shape: [-1] });
  started.addService(
    { ModelInfer, ModelMetadata, ServerMetadata },
    {
      ModelInfer: (_: unknown, reply: sendUnaryData<ModelInferResponse>) => infer(reply),
      ModelMetadata: (_: unknown, reply: sendUnaryData<object>) =>
        reply(null, { name: 'same', inputs: [value('x')], outputs: [value('y')] }),
      ServerMetadata: (_: unknown, reply: sendUnaryData<object>) =>
        reply(null, { name: 'a test', version: '1' }),
    },
  );
  server = started;
  const bound = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    started.bindAsync(`127.0.0.1:${port}`, credentials, (error, chosen) =>
      error ? reject(error) : resolve(chosen),
    );
  });
  return `grpc://127.0.0.1:${bound}/same`;
}

const open = (address: string, timeLimit = 20) => grpcClient(readAddress(address), { timeLimit });

test('a server that starts again costs no request', async () => {
  const address = await serve(answer);
  const client = await open(address);
  expect(await client.infer({ x }, ['y'])).toEqual({ y: x });
  server?.forceShutdown();
  await serve(answer, { port: Number(new URL(address).port) });
  expect(await client.infer({ x }, ['y'])).toEqual({ y: x });
  client.close();
});

test('a server that breaks off is asked again, one that refuses is not', async () => {
  let asked = 0;
  const codes = [status.UNAVAILABLE, status.INTERNAL];
  const client = await open(
    await serve((reply) => {
      const code = codes[asked++];
      if (code === undefined) answer(reply);
      else reply({ code, details: 'out\nof luck' });
    }),
  );
  await expect(client.infer({ x }, ['y'])).rejects.toMatchObject({
    code: 'run-failed',
    message: expect.stringMatching(/\/same: the server answered INTERNAL: out$/),
  });
  expect(asked).toBe(2);
  client.close();
});

test('a server that is gone', async () => {
  const client = await open(await serve(answer));
  server?.forceShutdown();
  await expect(client.infer({ x }, ['y'])).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/\/same: the server cannot be reached, or is not ready: /),
  });
  client.close();
});

test('no answer within the time limit', async () => {
  const client = await open(await serve(() => undefined), 0.2);
  await expect(client.infer({ x }, ['y'])).rejects.toMatchObject({
    code: 'time-limit',
    message: expect.stringMatching(
      /\/same: no answer in time \(.*\); if it needs longer, raise timeLimit \(0\.2 s\)/,
    ),
  });
  client.close();
});

describe('answers that are none', () => {
  const { tensors } = writeGrpcTensors([['y', x]]);
  const whole = { modelName: 'same', outputs: tensors };
  test.each<readonly [string, ModelInferResponse, RegExp]>([
    ['no outputs', { ...whole, outputs: [], rawOutputContents: [] }, /has no output y$/],
    [
      'too few bytes',
      { ...whole, rawOutputContents: [new Uint8Array(3)] },
      /the answer: tensor y: .*3/,
    ],
    [
      'more bytes than tensors',
      { ...whole, rawOutputContents: [new Uint8Array(8), new Uint8Array(8)] },
      /the answer: 2 raw contents for 1 tensors/,
    ],
  ])('%s', async (_, reply, message) => {
    const client = await open(await serve((send) => send(null, reply)));
    await expect(client.infer({ x }, ['y'])).rejects.toMatchObject({
      code: 'run-failed',
      message: expect.stringMatching(message),
    });
    client.close();
  });

  test('an unknown datatype in the metadata', async () => {
    const client = await open(await serve(answer, { datatype: 'FP99' }));
    await expect(client.describe()).rejects.toMatchObject({
      code: 'invalid-model',
      message: expect.stringMatching(/\/same: the server's metadata: inputs x: .*FP99/),
    });
    client.close();
  });

  test('a server of another protocol is a refusal', async () => {
    const web = createServer((_, response) => void response.end('<html>')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const client = await open(`grpc://127.0.0.1:${port}/same`, 2);
    await expect(client.describe()).rejects.toBeInstanceOf(ServerUnavailable);
    client.close();
    web.close().closeAllConnections();
  });
});
