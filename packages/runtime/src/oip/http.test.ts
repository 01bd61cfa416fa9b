/** The HTTP client against servers that answer well, badly, for ever and not at all. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { floats } from '../testing/models.ts';
import { createServerSession } from './index.ts';
import { binaryExtension } from './messages.ts';
import { parseBody, readTensors, writeBody } from './tensor-body.ts';
import { hostTensor } from '../tensor.ts';

type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

let server: Server | undefined;
afterEach(() => server?.close().closeAllConnections());

const metadata = {
  name: 'twice',
  platform: 'test',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
};
const json = (response: ServerResponse, value: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** Starts a server of the model `twice` whose answer to /infer is given. */
async function serve(infer: Answer, extensions: readonly string[] = []): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => respond(request, Buffer.concat(chunks), response));
  }).listen(0, '127.0.0.1');
  const respond: Answer = (request, body, response) => {
    if (request.url === '/v2') json(response, { name: 'a test', version: '1', extensions });
    else if (request.url === '/v2/models/twice') json(response, metadata);
    else infer(request, body, response);
  };
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address?.port}/v2/models/twice`;
}

const x = floats([1, -2.5], [2]);
const y = floats([2, -5], [2]);
/** Doubles the input, in the form in which it came. */
const twice: Answer = (request, body, response) => {
  const length = request.headers['inference-header-content-length'] as string | undefined;
  const [input] = readTensors(parseBody(body, length), 'inputs');
  const data = Float32Array.from(
    Array.from(input?.tensor.data ?? [], Number),
    (value) => 2 * value,
  );
  const tensor = hostTensor('float32', data, input?.tensor.dims ?? []);
  const isBinary = length !== undefined;
  const { parts, jsonLength } = writeBody({ model_name: 'twice' }, 'outputs', [
    { name: 'y', tensor, isBinary },
  ]);
  if (jsonLength) response.setHeader('inference-header-content-length', jsonLength);
  response.end(Buffer.concat(parts));
};

test.each([
  ['JSON', [], undefined],
  ['binary', [binaryExtension], expect.stringMatching(/^\d+$/)],
])('%s, as the server says', async (_, extensions, length) => {
  let got: unknown;
  const url = await serve((request, body, response) => {
    got = request.headers['inference-header-content-length'];
    twice(request, body, response);
  }, extensions);
  const session = await createServerSession(url);
  expect(await session.run({ x })).toEqual({ y });
  expect(got).toEqual(length);
  await session.dispose();
});

test('the key goes with every request', async () => {
  const keys: unknown[] = [];
  const url = await serve((request, body, response) => {
    keys.push(request.headers.authorization);
    twice(request, body, response);
  });
  server?.on('request', ({ headers }) => keys.push(headers.authorization));
  const session = await createServerSession(url, { key: 'secret' });
  await session.run({ x });
  expect(new Set(keys)).toEqual(new Set(['Bearer secret']));
});

describe('answers that are none', () => {
  test.each<readonly [string, Answer, RegExp]>([
    [
      'an error',
      (_q, _b, r) => json(r, { error: 'out\nof luck' }, 400),
      /answered 400: out of luck$/,
    ],
    ['no JSON', (_q, _b, r) => r.end('<html>'), /the answer: the body is no JSON/],
    ['no outputs', (_q, _b, r) => json(r, {}), /the answer: outputs must be an array/],
    ['another output', (_q, _b, r) => json(r, { outputs: [] }), /the answer has no output y/],
    [
      'too few numbers',
      (_q, _b, r) => json(r, { outputs: [{ name: 'y', datatype: 'FP32', shape: [3], data: [1] }] }),
      /tensor y: data must have the 3 numbers of \[3\], got 1 numbers/,
    ],
    ['a redirect', (_q, _b, r) => r.writeHead(302, { location: '/elsewhere' }).end(), /redirect/],
    [
      'more bytes than wanted, announced',
      (_q, _b, r) => r.end(Buffer.alloc(20_000)),
      /has more than 10000 bytes/,
    ],
    [
      'more bytes than wanted, without end',
      (_q, _b, r) => {
        const more = () => void (r.destroyed || r.write(Buffer.alloc(1000), more));
        more();
      },
      /has more than 10000 bytes/,
    ],
  ])('%s', async (_, answer, message) => {
    const session = await createServerSession(await serve(answer), { maxBytes: 10_000 });
    await expect(session.run({ x })).rejects.toMatchObject({
      name: 'RuntimeError',
      message: expect.stringMatching(message),
    });
  });

  test('nothing within the time limit', async () => {
    const session = await createServerSession(await serve(() => undefined), { timeLimit: 2 });
    await expect(session.run({ x })).rejects.toMatchObject({ code: 'time-limit' });
  });
});

describe('asking again', () => {
  const busy = (status: number, header: Record<string, string>) => (response: ServerResponse) =>
    response.writeHead(status, header).end('{"error":"busy"}');

  test.each<readonly [string, (response: ServerResponse) => void]>([
    ['a connection that breaks', (response) => void response.destroy()],
    ['429 with Retry-After', busy(429, { 'retry-after': '0' })],
    ['503 with Retry-After', busy(503, { 'retry-after': '0' })],
  ])('%s', async (_, first) => {
    let asked = 0;
    const url = await serve((request, body, response) => {
      if (++asked === 1) first(response);
      else twice(request, body, response);
    });
    const session = await createServerSession(url);
    expect(await session.run({ x })).toEqual({ y });
    expect(asked).toBe(2);
  });

  test.each([
    ['503 alone', 503, {}],
    ['an hour', 503, { 'retry-after': '3600' }],
    ['an error of the model', 500, { 'retry-after': '0' }],
  ])('once for %s', async (_, status, header) => {
    let asked = 0;
    const url = await serve((_request, _body, response) => {
      asked++;
      busy(status, header)(response);
    });
    const session = await createServerSession(url);
    await expect(session.run({ x })).rejects.toMatchObject({ code: 'run-failed' });
    expect(asked).toBe(1);
  });

  test('no third time', async () => {
    let asked = 0;
    const url = await serve((_request, _body, response) => {
      asked++;
      response.destroy();
    });
    const session = await createServerSession(url);
    await expect(session.run({ x })).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringMatching(/twice: the server cannot be reached: /),
    });
    expect(asked).toBe(2);
  });
});

test.each<readonly [string, unknown, RegExp]>([
  ['a page', '<html>', /twice: no server of the Open Inference Protocol: the body must be a JSON/],
  ['a number of inputs', { inputs: 5 }, /twice: the server's metadata: inputs are no array$/],
  ['an unknown datatype', { inputs: [{ ...metadata.inputs[0], datatype: 'FP99' }] }, /x: .*FP99/],
])('metadata that are %s', async (_, value, message) => {
  const url = await serve(twice);
  server?.removeAllListeners('request').on('request', (_request, response) => {
    json(response, value);
  });
  await expect(createServerSession(url)).rejects.toMatchObject({
    code: 'invalid-model',
    message: expect.stringMatching(message),
  });
});

test('a server that is not there is a refusal', async () => {
  const url = await serve(twice);
  const session = await createServerSession(url);
  server?.close().closeAllConnections();
  await expect(session.run({ x })).rejects.toMatchObject({ code: 'crashed' });
  await expect(createServerSession(url)).rejects.toMatchObject({
    code: 'no-provider',
    refused: [
      { provider: 'server', reason: expect.stringMatching(/cannot be reached: .*REFUSED/) },
    ],
  });
});

test.each([
  'localhost:8080',
  'http://localhost:8080/models/digits',
  'http://user:password@localhost/v2/models/digits',
  'ftp://localhost/v2/models/digits',
  'grpc://localhost:8081',
])('%s is no address of a model', async (address) => {
  await expect(createServerSession(address)).rejects.toMatchObject({ code: 'invalid-option' });
});

test('gRPC is not for pages', async () => {
  await expect(createServerSession('grpc://localhost:1/a')).rejects.toMatchObject({
    message: expect.stringMatching(/gRPC works with createSession of @ganport\/runtime\/node/),
  });
});
