import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { encodePng } from '@ganport/lab/internal';
import { afterAll, expect, test } from 'vitest';
import { trialInputs } from './trial-inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'ganport-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['uint8', {}, [0, 51, 102, 255], Uint8Array],
  ['int32', { 'ganport.range.x': '0 255' }, [0, 51, 102, 255], Int32Array],
  ['float', { 'ganport.range.x': '0 1' }, [0, 0.2, 0.4, 1], Float32Array],
] as const)('images for an input of %s', async (dtype, metadata, expected, type) => {
  const pixels = Uint8Array.of(0, 51, 102, 255);
  for (const name of ['a', 'b'] as const) {
    const image = { width: 2, height: 2, channels: 1 as const, data: pixels };
    writeFileSync(join(folder, `${name}.png`), await encodePng(image));
  }
  const text = `(${dtype}[n,2,2,1] x) => (${dtype}[n,2,2,1] y) { y = Identity(x) }`;
  const { model } = OnnxModel.fromGraph(parseGraph(text), { metadata });
  const { calibration } = await trialInputs(model, folder);
  const { x } = calibration[0] ?? {};
  expect(x?.data).toBeInstanceOf(type);
  const numbers = Array.from(x?.data as Float32Array).slice(0, 4);
  numbers.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
});
