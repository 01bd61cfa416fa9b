/** `serveModels` with a client that nobody here wrote: PyPI's tritonclient, and `ganport parity`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { type RunningServer, serveModels } from '@ganport/serve';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ganportHere } from '../cli/support/here.ts';
import { temporaryFolder, writeModel } from './support/models.ts';
import { missingModules, python } from '../support/python-peers.ts';

const folder = temporaryFolder();
let path: string;
let server: RunningServer;

beforeAll(async () => {
  path = await writeModel(folder, 'generator');
  server = await serveModels([path], { port: 0, logLevel: 'silent', providers: ['cpu'] });
});
afterAll(() => server?.close());

const missing = missingModules('tritonclient', 'tritonclient.http');
const note = missing ? ` (skipped: ${missing})` : '';

describe.skipIf(missing !== undefined)(`tritonclient${note}`, () => {
  test('what it is told and what it computes', async () => {
    const script = join(import.meta.dirname, 'support', 'client.py');
    const { host } = new URL(server.url);
    const { stdout } = await promisify(execFile)(python, [script, host, 'generator']);
    const told = JSON.parse(stdout);
    const session = await createSession(path, { providers: ['cpu'] });
    const { image } = await session.run({
      noise: hostTensor(
        'float32',
        Float32Array.from({ length: 20 }, (_, i) => Math.sin(i)),
        [5, 4],
      ),
      label: hostTensor('int32', Int32Array.of(0, 1, 0, 1, 0), [5]),
    });
    await session.dispose();
    for (const how of ['binary', 'json', 'parallel']) {
      const values = (told[how] as number[][][][]).flat(3);
      expect(values).toHaveLength(20);
      for (const [i, value] of values.entries()) {
        expect(value).toBeCloseTo(Number(image?.data[i]), 6);
      }
    }
    expect(told).toMatchObject({
      ...{ live: true, ready: true, modelReady: true, id: '7' },
      server: { name: 'ganport', extensions: ['binary_tensor_data'] },
      model: { name: 'generator', versions: ['1'], platform: 'onnxruntime_onnx' },
      missing: "404: no model 'none'; there are: generator",
      wrong: '400: input label: missing, expected int32[batch], got noise',
    });
  });
});

describe('ganport parity --server', () => {
  const parity = async (...args: readonly string[]) => {
    const all = ['parity', path, '--providers', 'cpu', ...args, '--json'];
    const { code, stdout, stderr } = await ganportHere(folder, all);
    return { code, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
  };

  test('has a row for the server', async () => {
    const { code, report } = await parity('--server', `${server.url}/v2/models/generator`);
    expect(code).toBe(0);
    expect(report.rows).toEqual([
      expect.objectContaining({ runtime: 'node', provider: 'cpu', pass: true }),
      expect.objectContaining({ runtime: 'server', provider: 'http', pass: true }),
    ]);
  });

  test('a server that is not there is a skipped row; an address that is none is not', async () => {
    const away = await parity('--server', 'http://127.0.0.1:1/v2/models/generator');
    expect(away.report.rows[1]).toEqual({
      ...{ runtime: 'server', provider: 'http' },
      skipped: expect.stringMatching(/the server cannot be reached/),
    });
    const odd = await parity('--server', 'http://127.0.0.1:1/generator');
    expect([odd.code, odd.report.rows[1].failed]).toEqual([
      1,
      expect.stringMatching(/^server: expected http:\/\/host:port\/v2\/models\/NAME or grpc/),
    ]);
  });
});
