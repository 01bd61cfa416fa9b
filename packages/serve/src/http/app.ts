/**
 * The HTTP side of the server. Every request goes the same way: where it comes from, its key, the gate, its
 * body, its route, and one line of the log. What is thrown on the way becomes an answer here.
 */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Logger } from 'pino';
import { jsonLengthHeader } from '@ganport/runtime/internal/oip';
import { inSpan, setStatus } from '../observe/tracing.ts';
import { bodyLate, HttpProblem, problemOf, timeOver } from '../problem.ts';
import { raced } from '../raced.ts';
import { announcedBytes, readBody } from './body.ts';
import type { CheckKey } from './keys.ts';
import { checkOrigin, type OriginRules } from './origins.ts';
import type { Route, RouteAnswer, Served } from './route.ts';
import { routes } from './routes.ts';

export interface AppOptions extends Served {
  readonly origins: OriginRules;
  readonly checkKey: CheckKey;
  readonly log: Logger;
}

type Env = { Bindings: HttpBindings };
type Call = Context<Env>;

/** Seconds after which a client that was shed may come again. */
const RETRY_AFTER = '1';

export function createApp(options: AppOptions): Hono<Env> {
  const { origins, log, metrics } = options;
  const app = new Hono<Env>();
  if (origins.cors.length > 0) {
    app.use(
      cors({
        origin: [...origins.cors],
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['content-type', 'authorization', 'x-api-key', jsonLengthHeader],
        exposeHeaders: [jsonLengthHeader, 'retry-after', 'x-request-id'],
      }),
    );
  }
  const answered = async (
    call: Call,
    route: Pick<Route, 'path'>,
    answer: () => Promise<RouteAnswer>,
  ): Promise<Response> => {
    const start = performance.now();
    const id = crypto.randomUUID();
    const { incoming } = call.env;
    const name = `${call.req.method} ${route.path}`;
    const response = await inSpan(name, incoming.headers, async (span) => {
      const result = await answer().catch((thrown: unknown) => {
        const problem = problemOf(thrown);
        if (problem.status >= 500) log.error({ id, err: thrown }, problem.message);
        return answerOf(problem);
      });
      setStatus(span, result.status ?? 200);
      return result;
    });
    const { status = 200, body = '', headers } = response;
    const seconds = (performance.now() - start) / 1000;
    metrics.request(name, status, seconds);
    const { method, path } = call.req;
    log.info({ id, method, path: path.slice(0, 200), status, ms: Math.round(seconds * 1e5) / 100 });
    return new Response(body, {
      status,
      headers: { 'x-content-type-options': 'nosniff', 'x-request-id': id, ...headers },
    });
  };
  for (const route of routes) {
    app.on(route.method, route.path, (call) =>
      answered(call, route, () => answerRoute(options, route, call)),
    );
  }
  const paths = new Set(routes.map(({ path }) => path));
  for (const path of paths) {
    app.all(path, (call) =>
      answered(call, { path }, async () => {
        throw new HttpProblem(405, `${call.req.method} is not for this path`);
      }),
    );
  }
  app.all('*', (call) =>
    answered(call, { path: '*' }, async () => {
      throw new HttpProblem(404, 'no such path; GET /openapi.json has them all');
    }),
  );
  return app;
}

async function answerRoute(options: AppOptions, route: Route, call: Call): Promise<RouteAnswer> {
  const { admission, checkKey, isOpen, limits, origins } = options;
  const { incoming, outgoing } = call.env;
  const { headers } = incoming;
  checkOrigin(headers.host, headers.origin, origins);
  if (!route.isOpen) checkKey(headers.authorization, headers['x-api-key']?.toString());
  const parameters = call.req.param();
  const query = new URL(call.req.url).searchParams;
  const request = { parameters, query, headers };
  if (!route.computes) {
    const signal = AbortSignal.any([]);
    return route.answer(options, { ...request, body: new Uint8Array(), signal });
  }
  if (!isOpen()) throw new HttpProblem(503, 'the server is stopping', { connection: 'close' });
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpProblem(415, `content-encoding ${encoding.slice(0, 20)}: send it as it is`);
  }
  const leave = admission.enter(announcedBytes(incoming, limits.maxBody));
  if (!leave) {
    const message = 'too many requests are under way; try again';
    throw new HttpProblem(429, message, { 'retry-after': RETRY_AFTER });
  }
  // Its place is free once the client has the answer, so that one who does not read cannot fill the memory.
  outgoing.once('close', leave);
  const controller = new AbortController();
  const { signal } = controller;
  let isRead = false;
  const onLate = (): void => controller.abort((isRead ? timeOver : bodyLate)(limits.timeLimit));
  const timer = setTimeout(onLate, limits.timeLimit * 1000);
  const onGone = (): void => controller.abort(new HttpProblem(499, 'the client has gone'));
  outgoing.once('close', onGone);
  const work = async (): Promise<RouteAnswer> => {
    const isPost = route.method === 'POST';
    const body = isPost ? await readBody(incoming, limits.maxBody) : new Uint8Array();
    isRead = true;
    return route.answer(options, { ...request, body, signal });
  };
  try {
    return await raced(work(), signal);
  } finally {
    outgoing.off('close', onGone);
    clearTimeout(timer);
  }
}

function answerOf({ status, message, headers }: HttpProblem): RouteAnswer {
  return {
    status,
    body: JSON.stringify({ error: message }),
    headers: { 'content-type': 'application/json', ...headers },
  };
}
