/** The gRPC server: the same models, keys, gate and limits as over HTTP. */
import {
  type handleUnaryCall,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import {
  type GrpcCall,
  type GrpcReplies,
  type GrpcRequests,
  methods,
} from '@ganport/runtime/internal/oip';
import type { Logger } from 'pino';
import { ServeError } from '../errors.ts';
import type { CheckKey } from '../http/keys.ts';
import type { Served } from '../http/route.ts';
import { inSpan, setStatus } from '../observe/tracing.ts';
import { HttpProblem, timeOver } from '../problem.ts';
import { raced } from '../raced.ts';
import { boundArrivals } from './arrivals.ts';
import { calls } from './calls.ts';
import { failureOf, headerOf } from './status.ts';

export interface GrpcOptions extends Served {
  readonly host: string;
  readonly port: number;
  readonly checkKey: CheckKey;
  readonly log: Logger;
}

export interface GrpcServer {
  /** `grpc://127.0.0.1:8081` */
  readonly url: string;
  /** Answers what was taken, then ends; what is left after `grace` seconds is cut off. */
  close(): Promise<void>;
}

const SHED_STREAMS = 64;

/** Seconds that a client may take to read an answer when its connection is at its end. */
const READING = 30;

/** Milliseconds of a connection: one whose client never reads its answers does not keep their places. */
const CONNECTION_AGE = 30 * 60_000;

/** @throws ServeError 'cannot-listen' */
export async function startGrpc(options: GrpcOptions): Promise<GrpcServer> {
  const { host, port, limits } = options;
  const names = Object.keys(calls) as GrpcCall[];
  const probes = new Set(
    names.filter((name) => calls[name].isOpen).map((name) => methods[name].path),
  );
  const server = new Server({
    interceptors: [boundArrivals(limits, (path) => probes.has(path))],
    'grpc.max_connection_age_ms': CONNECTION_AGE,
    'grpc.max_connection_age_grace_ms': (limits.timeLimit + READING) * 1000,
    'grpc.max_receive_message_length': limits.maxBody,
    'grpc.max_send_message_length': -1,
    // The calls of one connection beyond these wait at its client; some more than the queue are shed.
    'grpc.max_concurrent_streams': limits.maxQueue + SHED_STREAMS,
  });
  const handlers = names.map((name) => [name, handlerOf(options, name)] as const);
  server.addService(methods, Object.fromEntries(handlers));
  const address = host.includes(':') ? `[${host}]` : host;
  const taken = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${address}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (!error) {
        resolve(bound);
        return;
      }
      const problem = `cannot listen at ${host}:${port}: ${error.message}; choose another --grpc-port or --host`;
      reject(new ServeError('cannot-listen', problem));
    });
  });
  return {
    url: `grpc://${address}:${taken}`,
    async close() {
      const cut = setTimeout(() => server.forceShutdown(), limits.grace * 1000);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(cut);
    },
  };
}

function handlerOf<C extends GrpcCall>(
  options: GrpcOptions,
  name: C,
): handleUnaryCall<GrpcRequests[C], GrpcReplies[C]> {
  const { log, metrics } = options;
  return (call, callback) => void handle(call, callback);

  async function handle(
    call: ServerUnaryCall<GrpcRequests[C], GrpcReplies[C]>,
    callback: sendUnaryData<GrpcReplies[C]>,
  ): Promise<void> {
    const start = performance.now();
    const route = `grpc ${name}`;
    const status = await inSpan(route, call.metadata.getMap(), async (span) => {
      try {
        callback(null, await answer(options, name, call));
        setStatus(span, 200);
        return 200;
      } catch (thrown) {
        const { problem, response } = failureOf(thrown);
        if (problem.status >= 500) log.error({ err: thrown }, problem.message);
        callback(response);
        setStatus(span, problem.status);
        return problem.status;
      }
    });
    const seconds = (performance.now() - start) / 1000;
    metrics.request(route, status, seconds);
    log.info({ method: name, status, ms: Math.round(seconds * 1e5) / 100 });
  }
}

async function answer<C extends GrpcCall>(
  options: GrpcOptions,
  name: C,
  call: ServerUnaryCall<GrpcRequests[C], GrpcReplies[C]>,
): Promise<GrpcReplies[C]> {
  const { admission, checkKey, isOpen, limits } = options;
  const { metadata, request } = call;
  const entry = calls[name];
  if (!entry.isOpen) checkKey(headerOf(metadata, 'authorization'), headerOf(metadata, 'x-api-key'));
  const controller = new AbortController();
  const { signal } = controller;
  if (!entry.bytes) return entry.answer(options, request, signal);
  if (!isOpen()) throw new HttpProblem(503, 'the server is stopping');
  const leave = admission.enter(entry.bytes(request));
  if (!leave) throw new HttpProblem(429, 'too many requests are under way; try again');
  const onLate = (): void => controller.abort(timeOver(limits.timeLimit));
  const timer = setTimeout(onLate, limits.timeLimit * 1000);
  // Comes when the client has gone, and also when it has the answer: until then that takes memory.
  call.once('cancelled', () => {
    leave();
    controller.abort(new HttpProblem(499, 'the client has gone'));
  });
  if (call.cancelled) leave();
  try {
    return await raced(entry.answer(options, request, signal), signal);
  } finally {
    clearTimeout(timer);
  }
}
