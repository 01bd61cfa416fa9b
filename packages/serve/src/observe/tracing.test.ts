/** Traces as a collector receives them: OTLP over HTTP, in JSON. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { inSpan, setStatus, startTracing } from './tracing.ts';

test('nothing is loaded unless the environment asks for it', async () => {
  expect(await startTracing({})).toBeUndefined();
  const off = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1', OTEL_SDK_DISABLED: 'true' };
  expect(await startTracing(off)).toBeUndefined();
});

test('a span for each request, below the span of its client', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    request.on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const address = collector.address();
  const port = typeof address === 'object' ? address?.port : 0;
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  process.env['OTEL_SERVICE_NAME'] = 'digits';
  try {
    const stop = await startTracing();
    const parent = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${parent}-b7ad6b7169203331-01`;
    await inSpan('GET /v2', { traceparent }, async (span) => setStatus(span, 200));
    const failed = inSpan('POST /infer', {}, async (span) => {
      setStatus(span, 500);
      throw new Error('no luck');
    });
    await expect(failed).rejects.toThrow('no luck');
    await stop?.();
    const text = received.join('');
    const [{ resource, scopeSpans }] = JSON.parse(text).resourceSpans;
    expect(JSON.stringify(resource)).toContain('"digits"');
    expect(scopeSpans[0].spans).toEqual([
      expect.objectContaining({ name: 'GET /v2', traceId: parent }),
      expect.objectContaining({ name: 'POST /infer', status: { code: 2 } }),
    ]);
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_SERVICE_NAME'];
    collector.close();
  }
});
