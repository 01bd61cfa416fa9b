import { expect, test } from 'vitest';
import { missingChromium, missingVulkan } from '../testing/requirements.ts';
import { doctor, formatDoctor } from './doctor.ts';

test('every runtime and provider has a row with what works here', async () => {
  const also = { runtime: 'tfjs-node', provider: 'tensorflow', works: true, detail: '4.22' };
  const rows = await doctor([also]);
  expect(rows.map(({ runtime, provider }) => `${runtime} ${provider}`)).toEqual([
    'node cpu',
    'node cuda',
    'node webgpu',
    'chromium wasm',
    'chromium webgpu',
    'python cpu',
    'tfjs-node tensorflow',
  ]);
  for (const row of rows) expect(row.works).toBe(row.remedy === undefined);
  const works = Object.fromEntries(
    rows.map((row) => [`${row.runtime} ${row.provider}`, row.works]),
  );
  expect(works).toMatchObject({
    'node cpu': true,
    'tfjs-node tensorflow': true,
    ...(!missingVulkan() && { 'node webgpu': true }),
    ...(!missingChromium() && { 'chromium wasm': true, 'chromium webgpu': true }),
  });
});

test('what is not here comes with the reason and the remedy', async () => {
  const before = process.env['CHROMIUM_PATH'];
  process.env['CHROMIUM_PATH'] = '/nowhere/chromium';
  try {
    expect(await doctor()).toContainEqual({
      runtime: 'chromium',
      provider: 'wasm',
      works: false,
      detail: 'CHROMIUM_PATH: /nowhere/chromium does not exist',
      remedy: expect.stringContaining('apt install chromium'),
    });
  } finally {
    if (before === undefined) delete process.env['CHROMIUM_PATH'];
    else process.env['CHROMIUM_PATH'] = before;
  }
});

test('formatDoctor', () => {
  expect(
    formatDoctor([
      { runtime: 'node', provider: 'cpu', works: true, detail: 'onnxruntime-node 1.30.0' },
      {
        runtime: 'chromium',
        provider: 'webgpu',
        works: false,
        detail: 'no Chromium found',
        remedy: 'apt install chromium',
      },
    ]),
  ).toMatchInlineSnapshot(`
    "node      cpu     works  onnxruntime-node 1.30.0
    chromium  webgpu  no     no Chromium found
                             → apt install chromium"
  `);
});
