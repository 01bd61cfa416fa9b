/** What the page Compare asks of the server: a model is computed, and a bad request is one line. */
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { decodeMessage, encodeMessage } from '@ganport/parity/internal/web';
import { expect, onTestFinished, test } from 'vitest';
import { TOKEN_HEADER } from '../protocol.ts';
import { temporaryFolder, writeRun, writeText } from '../runs/runs.test.support.ts';
import { serveStudio } from './serve.ts';

/** A studio of a folder, and requests with its token. */
async function open(folder = temporaryFolder()) {
  const page = temporaryFolder();
  writeText(join(page, 'index.html'), '<!doctype html><title>studio</title>');
  const studio = await serveStudio({ folder, page, program: [process.execPath] });
  onTestFinished(async () => void (await studio.close()));
  const url = new URL(studio.url);
  const token = url.hash.replace('#token=', '');
  return (path: string, body?: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(new URL(path, url), {
      headers: { [TOKEN_HEADER]: token, ...headers },
      ...(body && { method: 'POST', body }),
    });
}

const model = OnnxModel.fromGraph(
  parseGraph('(float[N] x) => (float[N] y) { y = Neg(x) }'),
).bytes();
const x = { dtype: 'float32', dims: [2], data: Float32Array.of(1, -2) } as const;
const asked = { runtime: 'node', provider: 'cpu', model, inputs: { x }, outputs: ['y'] };

test('a model is computed by a runtime of the machine', async () => {
  const ask = await open();
  const list = (await (await ask('api/runtimes')).json()) as { runtime: string }[];
  expect(list).toContainEqual({ runtime: 'node', provider: 'cpu' });
  expect(list.map(({ runtime }) => runtime)).not.toContain('chromium');
  const response = await ask('api/compute', encodeMessage(asked));
  expect(response.status).toBe(200);
  expect(decodeMessage(new Uint8Array(await response.arrayBuffer()))).toEqual({
    outputs: { y: { dtype: 'float32', dims: [2], data: Float32Array.of(-1, 2) } },
    milliseconds: expect.any(Number),
  });
});

test('what cannot be computed is an answer with the reason', async () => {
  const ask = await open();
  const damaged = encodeMessage({ ...asked, model: model.subarray(0, 20) });
  const answer = decodeMessage(
    new Uint8Array(await (await ask('api/compute', damaged)).arrayBuffer()),
  );
  expect(answer).toEqual({ failed: expect.stringMatching(/model/) });
});

test.each([
  ['no message', 400, Uint8Array.of(255, 255, 255, 255, 1)],
  ['a message without a model', 400, encodeMessage({ ...asked, model: 'model.onnx' })],
  ['a path in place of numbers', 400, encodeMessage({ ...asked, inputs: { x: '/etc/passwd' } })],
  ['an unknown runtime', 404, encodeMessage({ ...asked, runtime: 'chromium', provider: 'wasm' })],
])('%s is refused in one line', async (_, status, body) => {
  const ask = await open();
  const response = await ask('api/compute', body);
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: string };
  expect(error).toMatch(/^[^\n]+$/);
});

test('without the token nothing is computed, and other requests stay small', async () => {
  const ask = await open();
  const refused = await ask('api/compute', encodeMessage(asked), { [TOKEN_HEADER]: 'wrong' });
  expect(refused.status).toBe(401);
  expect((await ask('api/plan', new Uint8Array(100_000))).status).toBe(413);
});

test('a run without a checkpoint, and one that does not exist', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'fresh');
  const ask = await open(folder);
  await ask('api/runs');
  expect((await ask('api/checkpoint?run=../fresh')).status).toBe(404);
  const response = await ask('api/checkpoint?run=fresh');
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: 'fresh: has no checkpoint yet; train it for longer' },
  ]);
});
