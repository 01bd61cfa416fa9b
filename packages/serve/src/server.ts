/** The server: its models, its address, and its end. */
import { type Logger, pino } from 'pino';
import { createAdmission } from './admission.ts';
import { ServeError } from './errors.ts';
import { startGrpc } from './grpc/listen.ts';
import { keyCheck } from './http/keys.ts';
import { startHttp } from './http/listen.ts';
import { isLoopback } from './http/origins.ts';
import { defaultLimits, type ServeLimits } from './limits.ts';
import { checkDifferent, namedPath } from './models/model-name.ts';
import { type ModelOptions, openServed, type ServedModel } from './models/served-model.ts';
import { createMetrics } from './observe/metrics.ts';
import { startTracing } from './observe/tracing.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface ServeOptions
  extends
    Partial<ServeLimits>,
    Pick<ModelOptions, 'providers' | 'threads' | 'memoryLimit'>,
    Partial<Pick<ModelOptions, 'maxDelay' | 'instances'>> {
  /** The address to listen at; 127.0.0.1 unless given, which this machine alone reaches. */
  readonly host?: string;
  /** 8080 unless given; 0 takes a free one. */
  readonly port?: number;
  /** A port for gRPC beside HTTP; 0 takes a free one. No gRPC unless given. */
  readonly grpcPort?: number;
  /** Who has one of these may use the server; everyone, without any. */
  readonly keys?: readonly string[];
  /** Origins whose web pages may use the server; none unless given. */
  readonly cors?: readonly string[];
  /** `info` unless given: a line of JSON for each request, on stderr. */
  readonly logLevel?: LogLevel;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** `grpc://127.0.0.1:8081`, where gRPC was asked for. */
  readonly grpcUrl: string | undefined;
  readonly models: readonly Pick<
    ServedModel,
    'name' | 'path' | 'provider' | 'alone' | 'generator'
  >[];
  /**
   * Stops: new requests are refused, those that were taken are answered, within `grace` seconds. May be called
   * twice.
   */
  close(): Promise<void>;
}

/**
 * Serves models over the Open Inference Protocol (version 2), with images, metrics and an OpenAPI document.
 * Each model is computed in child processes with limits of time and memory; requests that wait are computed
 * together.
 *
 * @param models run folders and ONNX files, as `PATH` or `NAME=PATH`
 * @throws ServeError; LabError and RuntimeError for a model that does not open
 * @example
 * const server = await serveModels(['digits=runs/first'], { port: 8080 });
 * const { ready } = await (await fetch(`${server.url}/v2/health/ready`)).json();
 * await server.close();
 */
export async function serveModels(
  models: readonly string[],
  options: ServeOptions = {},
): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8080, keys = [], cors = [], logLevel = 'info' } = options;
  const { providers, threads, memoryLimit, maxDelay = 2, instances = 1 } = options;
  const limits = limitsOf(options);
  const named = models.map(namedPath);
  if (named.length === 0) throw new ServeError('bad-argument', 'no model to serve');
  checkDifferent(named);
  const log = pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  const stopTracing = await startTracing();
  const served = new Map<string, ServedModel>();
  const admission = createAdmission(limits);
  const metrics = createMetrics(admission, served);
  const servers: { close(): Promise<void> }[] = [];
  /** Requests that were taken need the models. */
  const disposeAll = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all([...served.values()].map((model) => model.dispose()));
    await stopTracing?.();
  };
  try {
    for (const model of named) {
      const opened = await openServed(model, {
        ...{ limits, maxDelay, instances },
        ...(providers && { providers }),
        ...(threads !== undefined && { threads }),
        ...(memoryLimit !== undefined && { memoryLimit }),
        onRun: metrics.batch,
        onRestart: (name, reason) => {
          metrics.restart(name);
          log.error(
            { model: name, reason: reason.message },
            'the worker has ended; it starts again',
          );
        },
      });
      served.set(model.name, opened);
      logModel(log, opened);
    }
    if (keys.length === 0 && !isLoopback(host)) {
      log.warn(`${host}: everyone who reaches it may use the server; give it keys`);
    }
    let isOpen = true;
    const context = { models: served, limits, admission, metrics, log, isOpen: () => isOpen };
    const checkKey = keyCheck(keys);
    const http = await startHttp({
      ...context,
      checkKey,
      host,
      port,
      cors,
      hasKeys: keys.length > 0,
    });
    servers.push(http);
    const { grpcPort } = options;
    const grpc =
      grpcPort === undefined
        ? undefined
        : await startGrpc({ ...context, checkKey, host, port: grpcPort });
    if (grpc) servers.push(grpc);
    const { url } = http;
    const grpcUrl = grpc?.url;
    log.info(
      { url, ...(grpcUrl !== undefined && { grpcUrl }), models: [...served.keys()] },
      'ready',
    );
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      isOpen = false;
      log.info('stopping');
      await disposeAll();
      log.info('stopped');
    };
    return { url, grpcUrl, models: [...served.values()], close: () => (closing ??= close()) };
  } catch (thrown) {
    await disposeAll();
    throw thrown;
  }
}

/** @throws ServeError 'bad-argument' */
function limitsOf(options: Partial<ServeLimits>): ServeLimits {
  const names = Object.keys(defaultLimits) as (keyof ServeLimits)[];
  const entries = names.map((name) => {
    const value = options[name] ?? defaultLimits[name];
    if (value > 0 && Number.isFinite(value)) return [name, value] as const;
    throw new ServeError('bad-argument', `${name}: must be a number above 0, got ${value}`);
  });
  return Object.fromEntries(entries) as Record<keyof ServeLimits, number>;
}

function logModel(log: Logger, { name, path, provider, alone, generator }: ServedModel): void {
  log.info({ model: name, path, provider, generates: generator !== undefined }, 'model opened');
  if (alone !== undefined) {
    log.warn({ model: name }, `requests are computed one by one: ${alone}`);
  }
}
