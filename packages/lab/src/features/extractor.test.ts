import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openExtractor } from './extractor.ts';
import { pixelClassifier, temporaryFolder, writeGraph } from './extractors.test.support.ts';

const folder = temporaryFolder();
const pixels = writeGraph(folder, 'pixels.onnx', pixelClassifier);

/** Numbers on the grid of eight bits, so that nothing is lost by way of bytes. */
const images = (count: number, length: number) =>
  Float32Array.from({ length: count * length }, (_, i) => ((i * 37) % 256) / 127.5 - 1);

async function extracted(path: string, data: Float32Array, shape: [number, number, number]) {
  const extractor = await openExtractor(path);
  try {
    return await extractor.extract(data, shape);
  } finally {
    await extractor.dispose();
  }
}

test('features, and probabilities as the softmax of the logits', async () => {
  const data = images(3, 4);
  const { features, probabilities } = await extracted(pixels, data, [2, 2, 1]);
  expect(features).toEqual({ data, count: 3, width: 4 });
  for (let i = 0; i < 3; i++) {
    const powers = [...data.subarray(4 * i, 4 * i + 4)].map((x) => Math.exp(10 * x));
    const total = powers.reduce((a, b) => a + b);
    powers.forEach((power, k) =>
      expect(probabilities?.data[4 * i + k]).toBeCloseTo(power / total, 6),
    );
  }
});

test('more images than are computed at a time come back in their order', async () => {
  const data = images(1000, 4);
  expect((await extracted(pixels, data, [2, 2, 1])).features.data).toEqual(data);
});

test('a name and the hash of the file', async () => {
  const extractor = await openExtractor(pixels);
  const hash = createHash('sha256').update(readFileSync(pixels)).digest('hex');
  expect([extractor.name, extractor.sha256]).toEqual(['pixels.onnx', hash]);
  expect(extractor.classifies).toBe(true);
  await extractor.dispose();
});

test('channels first, a fixed batch, another range, color from gray', async () => {
  const path = writeGraph(
    folder,
    'color.onnx',
    `color (float[4,3,2,2] pixels) => (float[4,3] mean) <int64[2] axes = {2, 3}> {
      mean = ReduceMean<keepdims = 0>(pixels, axes)
    }`,
    { 'ganport.range.pixels': '0 255' },
  );
  // Five images for a batch of four: the second batch is filled up.
  const data = Float32Array.from({ length: 5 * 4 }, (_, i) => (Math.floor(i / 4) * 51) / 127.5 - 1);
  const { features, probabilities } = await extracted(path, data, [2, 2, 1]);
  expect(probabilities).toBeUndefined();
  expect(features.count).toBe(5);
  features.data.forEach((value, i) => expect(value).toBeCloseTo(51 * Math.floor(i / 3), 3));
});

test('bytes for a network that takes bytes', async () => {
  const path = writeGraph(
    folder,
    'bytes.onnx',
    `bytes (uint8[n,1,2,1] x) => (float[n,2] y) <int64[2] flat = {-1, 2}> {
      a = Cast<to = 1>(x)
      y = Reshape(a, flat)
    }`,
  );
  const { features } = await extracted(path, Float32Array.of(-1, 1, 0, 0.2), [1, 2, 1]);
  expect([...features.data]).toEqual([0, 255, 128, 153]);
});

test('color images for a network of gray ones, by their luma', async () => {
  const red = Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 1 : -1));
  const { features } = await extracted(pixels, red, [2, 2, 3]);
  for (const value of features.data) expect(value).toBeCloseTo(2 * 0.299 - 1, 6);
});

test('channels last and color keep their places', async () => {
  const path = writeGraph(
    folder,
    'first.onnx',
    `first (float[n,3,1,2] x) => (float[n,6] y) <int64[2] flat = {-1, 6}> { y = Reshape(x, flat) }`,
  );
  const data = images(1, 6);
  const [r0, g0, b0, r1, g1, b1] = data;
  expect([...(await extracted(path, data, [1, 2, 3])).features.data]).toEqual([
    r0,
    r1,
    g0,
    g1,
    b0,
    b1,
  ]);
});

test('images of another size are resized', async () => {
  const halves = Float32Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 1 : -1));
  const { features } = await extracted(pixels, halves, [4, 4, 1]);
  const [left = 0, right = 0, lower = 0] = features.data;
  expect(left).toBeGreaterThan(0.7);
  expect(right).toBeCloseTo(-left, 2);
  expect(lower).toBe(left);
});

test('images that are neither gray nor RGB are refused', async () => {
  await expect(extracted(pixels, images(1, 8), [2, 2, 2])).rejects.toMatchObject({
    code: 'data-mismatch',
    message: expect.stringContaining('images of 2 × 2 × 2'),
  });
});

test.each([
  [
    'tokens (int32[n,5] tokens) => (int32[n,5] y) { y = Identity(tokens) }',
    /one input, images of 4 dimensions \(float32, int32 or uint8\), not tokens int32 \[n, 5\]/,
  ],
  [
    'four (float[n,2,2,4] x) => (float[n,2,2,4] y) { y = Identity(x) }',
    /x float32 \[n, 2, 2, 4\] has neither 1 nor 3 channels/,
  ],
  [
    'map (float[n,2,2,1] x) => (float[n,2,2,1] y) { y = Identity(x) }',
    /no output has 2 dimensions \(it has y \[n, 2, 2, 1\]\)/,
  ],
])('what is no extractor is refused: %s', async (text, message) => {
  const path = writeGraph(folder, 'odd.onnx', text);
  await expect(openExtractor(path)).rejects.toMatchObject({
    code: 'data-mismatch',
    message: expect.stringMatching(message),
  });
});

test('no file, and a file that is no model', async () => {
  await expect(openExtractor(join(folder, 'none.onnx'))).rejects.toMatchObject({
    code: 'not-found',
  });
  writeFileSync(join(folder, 'text.onnx'), 'hello');
  await expect(openExtractor(join(folder, 'text.onnx'))).rejects.toThrow('text.onnx');
});
