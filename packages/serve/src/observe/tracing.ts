/**
 * Traces by OpenTelemetry. Its SDK is loaded only where its own environment variables ask for traces; the
 * server itself speaks to the API, which does nothing without an SDK.
 */
import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { messageOf } from '@ganport/runtime/internal';

const wanted = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/** Whether the environment asks for traces. */
function asksForTraces(environment: NodeJS.ProcessEnv): boolean {
  if (environment['OTEL_SDK_DISABLED'] === 'true') return false;
  if (environment['OTEL_TRACES_EXPORTER'] === 'none') return false;
  return wanted.some((name) => environment[name]);
}

/**
 * Starts the SDK with what its variables say: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME,
 * OTEL_TRACES_SAMPLER and others. Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is loaded.
 *
 * @returns what sends the last traces; undefined where none are wanted
 * @throws Error where the packages of the SDK are not installed
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<(() => Promise<void>) | undefined> {
  if (!asksForTraces(environment)) return undefined;
  try {
    const { BatchSpanProcessor, NodeTracerProvider } =
      await import('@opentelemetry/sdk-trace-node');
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    const { defaultResource, envDetector, detectResources, resourceFromAttributes } =
      await import('@opentelemetry/resources');
    const resource = defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'ganport' }))
      .merge(detectResources({ detectors: [envDetector] }));
    const provider = new NodeTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    provider.register();
    return () => provider.shutdown();
  } catch (cause) {
    const packages =
      '@opentelemetry/sdk-trace-node @opentelemetry/exporter-trace-otlp-http @opentelemetry/resources';
    const message = `OTEL_EXPORTER_OTLP_ENDPOINT asks for traces: ${messageOf(cause)}; npm install ${packages}, or unset it`;
    throw new Error(message, { cause });
  }
}

/** Runs a request in a span of its own, below that of the client when its headers name one. */
export function inSpan<T>(
  name: string,
  headers: Readonly<Record<string, unknown>>,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const tracer = trace.getTracer('ganport');
  const parent = propagation.extract(context.active(), headers);
  return tracer.startActiveSpan(name, { kind: SpanKind.SERVER }, parent, async (span) => {
    try {
      return await work(span);
    } catch (thrown) {
      span.recordException(thrown instanceof Error ? thrown : new Error(String(thrown)));
      throw thrown;
    } finally {
      span.end();
    }
  });
}

/** Marks a span by the status of the answer; a client's mistake is no error of the server. */
export function setStatus(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
