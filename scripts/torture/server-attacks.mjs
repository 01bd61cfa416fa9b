/**
 * What hostile clients do to `ganport serve`, a table. Each attack says how many of its requests were refused
 * and how many connections the server closed; a request of it that the server answers as if it were good is an
 * error.
 */
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {{ http: number, grpc: number, model: string, random: Random, size: number }} Target size: connections */
/** @typedef {{ name: string, attack: (target: Target) => Promise<string[]> }} Attack the outcomes: statuses, or `closed` */

/** The longest that an answer is waited for: above the server's limits of time. */
const PATIENCE = 20_000;
const infer = '/inference.GRPCInferenceService/ModelInfer';

/**
 * Sends bytes on a connection of its own.
 * @param {number} port @param {string | Uint8Array} bytes
 * @param {{ wait?: number, answers?: number }} options milliseconds to wait; how many answers are expected
 * @returns {Promise<string[]>} the statuses that came; `closed` where there was none, `open` after the wait
 */
function send(port, bytes, { wait = PATIENCE, answers = 1 } = {}) {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const statuses = () =>
      [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);
    const end = (/** @type {string} */ otherwise) => {
      clearTimeout(timer);
      socket.destroy();
      const found = statuses();
      resolve(found.length > 0 ? found : [otherwise]);
    };
    const timer = setTimeout(() => end('open'), wait);
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
      if (statuses().length >= answers) end('');
    });
    socket.on('error', () => end('closed'));
    socket.on('close', () => end('closed'));
  });
}

/** @param {number} count @param {(index: number) => Promise<string[]>} one */
async function many(count, one) {
  return (await Promise.all(Array.from({ length: count }, (_, i) => one(i)))).flat();
}

/** @param {string} path @param {string} headers @param {string} body */
const post = (path, headers, body = '') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n${body}`;
const get = (/** @type {string} */ path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** @param {Random} random @param {number} length */
const noise = (random, length) => Uint8Array.from({ length }, () => random.below(256));

/** A message of gRPC with its head. @param {Uint8Array} bytes @param {number} length what the head says */
function framed(bytes, length = bytes.length) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

/**
 * Sends messages of gRPC, each on a stream of one connection.
 * @param {number} port @param {readonly Uint8Array[]} messages
 * @param {{ wait?: number, ends?: boolean, headers?: Record<string, string> }} options
 * @returns {Promise<string[]>} `grpc N` or `closed`, or `open` after the wait
 */
async function calls(port, messages, { wait = PATIENCE, ends = true, headers = {} } = {}) {
  // A client of Node would otherwise cut itself off.
  const client = connectHttp2(`http://127.0.0.1:${port}`, { maxSessionMemory: 1000 });
  client.on('error', () => undefined);
  const outcomes = messages.map(
    (message) =>
      new Promise((/** @type {(outcome: string) => void} */ resolve) => {
        const timer = setTimeout(() => resolve('open'), wait);
        const end = (/** @type {string} */ outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        };
        const stream = client.request({
          ...{ ':method': 'POST', ':path': infer, 'content-type': 'application/grpc' },
          ...{ te: 'trailers', ...headers },
        });
        const status = (/** @type {import('node:http2').IncomingHttpHeaders} */ given) => {
          const code = given['grpc-status'];
          if (code !== undefined) end(`grpc ${String(code)}`);
        };
        stream.on('response', status).on('trailers', status);
        stream.on('error', () => end('closed'));
        stream.on('close', () => end('closed'));
        stream.resume();
        if (ends) stream.end(message);
        else stream.write(message);
      }),
  );
  const all = await Promise.all(outcomes);
  client.destroy();
  return all;
}

const paths = [
  ...['/../../../etc/passwd', '/v2/models/../../etc/passwd', '/v2/models/..%2f..%2fetc%2fpasswd'],
  ...['/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/v2/models/%00', '/v2/models/a%0d%0ab/ready'],
  ...['/v2/models/__proto__', '/v2/models/constructor/ready', '/v2/models/%ff', '/v2/models/%'],
  ...[`/${'a'.repeat(200_000)}`, '/images.png?model=__proto__', '*', 'http://example.org/../v2/x'],
];

/** Bodies of binary tensors whose lengths are not those of what follows. @param {string} model */
function lyingLengths(model) {
  const path = `/v2/models/${model}/infer`;
  const tensor = (/** @type {unknown} */ size, /** @type {unknown} */ shape = [1, 4]) =>
    JSON.stringify({
      inputs: [{ name: 'x', datatype: 'FP32', shape, parameters: { binary_data_size: size } }],
    });
  const sizes = [0, 1, 15, 17, 2 ** 31, 2 ** 53, -16, 1.5, '16', null];
  const bodies = [
    ...sizes.map((size) => ({ text: tensor(size), header: undefined })),
    ...[[2 ** 31, 4], [2 ** 53], [-1, 4], [0, 4], [1e300, 4]].map((shape) => ({
      ...{ text: tensor(16, shape), header: undefined },
    })),
    ...['0', '-1', '1e3', '99999999999', 'x', '5', '1, 2'].map((header) => ({
      ...{ text: tensor(16), header },
    })),
  ];
  return bodies.map(({ text, header }) => {
    const headers = `Inference-Header-Content-Length: ${header ?? text.length}\r\nContent-Length: ${text.length + 16}\r\n`;
    return post(path, headers, text + '\0'.repeat(16));
  });
}

/** @type {readonly Attack[]} */
export const attacks = [
  {
    name: 'headers that do not end',
    attack: ({ http, size }) =>
      many(size, () => send(http, 'GET /v2 HTTP/1.1\r\nHost: local', { wait: 3000 })),
  },
  {
    name: 'bodies that do not end',
    attack: ({ http, model, size }) =>
      many(size, () =>
        send(http, post(`/v2/models/${model}/infer`, 'Content-Length: 500000\r\n', '{"inputs"')),
      ),
  },
  {
    name: 'headers of 1 MB',
    attack: ({ http }) =>
      many(20, () => send(http, `GET /v2 HTTP/1.1\r\nX: ${'a'.repeat(1e6)}\r\n\r\n`)),
  },
  {
    name: 'idle connections',
    attack: ({ http, size }) => many(4 * size, () => send(http, '', { wait: 2000 })),
  },
  {
    name: 'pipelined requests',
    attack: ({ http, size }) =>
      many(5, () => send(http, get('/v2/models/none').repeat(size), { answers: size })),
  },
  {
    name: 'lengths of binary tensors that lie',
    attack: async ({ http, model }) =>
      (await Promise.all(lyingLengths(model).map((bytes) => send(http, bytes)))).flat(),
  },
  {
    name: 'two lengths, chunks without sense',
    attack: ({ http, model }) => {
      const path = `/v2/models/${model}/infer`;
      const heads = [
        'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
        'Content-Length: 5\r\nContent-Length: 6\r\n',
        'Content-Length: -1\r\n',
        'Content-Length: 99999999999999999999\r\n',
        'Transfer-Encoding: chunked, gzip\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Content-Encoding: gzip\r\nContent-Length: 7\r\n',
      ];
      return many(heads.length, (i) => send(http, post(path, heads[i] ?? '', 'fffffff\r\nx')));
    },
  },
  {
    name: 'upgrades',
    attack: ({ http }) =>
      many(20, (i) => {
        const protocol = ['websocket', 'h2c', 'TLS/1.0', 'x'.repeat(5000)][i % 4];
        const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13';
        const upgrade = `Connection: Upgrade\r\nUpgrade: ${protocol}\r\n${key}\r\n`;
        return send(http, `GET /socket HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
      }),
  },
  {
    name: 'paths',
    attack: ({ http }) => many(paths.length, (i) => send(http, get(paths[i] ?? ''))),
  },
  {
    name: 'random bytes',
    attack: ({ http, random }) =>
      many(50, () => send(http, Buffer.concat([noise(random, 2000), Buffer.from('\r\n\r\n')]))),
  },
  {
    name: 'random bytes over gRPC',
    attack: ({ grpc, random }) =>
      many(50, (i) => {
        const preface = i % 2 === 0 ? 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' : '';
        const bytes = Buffer.concat([Buffer.from(preface), noise(random, 2000)]);
        return send(grpc, bytes, { wait: 3000 });
      }),
  },
  {
    name: 'random messages over gRPC',
    attack: ({ grpc, random }) =>
      calls(
        grpc,
        Array.from({ length: 200 }, () => framed(noise(random, 1 + random.below(300)))),
      ),
  },
  {
    name: 'lengths over gRPC that lie',
    attack: ({ grpc, random }) =>
      calls(
        grpc,
        [0, 1, 10, 2 ** 20, 2 ** 31, 2 ** 32 - 1].map((length) =>
          framed(noise(random, 100), length),
        ),
      ),
  },
  {
    name: 'messages over gRPC that do not end',
    attack: ({ grpc, size }) =>
      many(4, () =>
        calls(
          grpc,
          Array.from({ length: size }, () => framed(new Uint8Array(900_000), 1_000_000)),
          { ends: false },
        ),
      ),
  },
  {
    name: 'metadata of 1 MB over gRPC',
    attack: ({ grpc }) =>
      many(10, () =>
        calls(grpc, [framed(new Uint8Array(4))], { headers: { 'x-large': 'a'.repeat(1e6) } }),
      ),
  },
  {
    name: 'connections that begin and end',
    attack: ({ http, size }) =>
      many(4 * size, async () => {
        const socket = connect(http, '127.0.0.1');
        socket.on('error', () => undefined);
        await sleep(1);
        socket.resetAndDestroy();
        return ['closed'];
      }),
  },
];
