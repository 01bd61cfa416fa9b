/** The provider `server` against a server that nobody here wrote: PyPI's MLServer. */
import { checkParity, parityCandidates } from '@ganport/parity';
import { hostTensor } from '@ganport/runtime';
import { encodeModel } from '@ganport/runtime/internal';
import { createSession } from '@ganport/runtime/node';
import { createServerSession } from '@ganport/runtime/oip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingModules } from '../support/python-peers.ts';
import { type MlServer, startMlServer } from './support/mlserver.ts';

const missing = missingModules('mlserver', 'mlserver', 'onnxruntime');

/** `y = tanh(x · w)`, and `double = n + n` of int64. */
const model = encodeModel({
  inputs: [
    { name: 'x', dtype: 'float32', dims: ['N', 2] },
    { name: 'n', dtype: 'int64', dims: ['N'] },
  ],
  outputs: [
    { name: 'y', dtype: 'float32', dims: ['N', 3] },
    { name: 'double', dtype: 'int64', dims: ['N'] },
  ],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'w'], outputs: ['xw'] },
    { op: 'Tanh', inputs: ['xw'], outputs: ['y'] },
    { op: 'Add', inputs: ['n', 'n'], outputs: ['double'] },
  ],
  constants: { w: hostTensor('float32', Float32Array.of(0.1, 0.2, 0.3, -0.4, 0.5, 0.6), [2, 3]) },
});
const inputs = {
  x: hostTensor('float32', Float32Array.of(1, 2, -3, 0.25), [2, 2]),
  n: hostTensor('int64', BigInt64Array.of(7n, -(2n ** 40n)), [2]),
};

describe.skipIf(missing !== undefined)(`MLServer${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: MlServer;
  beforeAll(async () => {
    server = await startMlServer('tanh', model);
  });
  afterAll(() => server?.stop());

  const open = {
    http: () => createServerSession(server.http),
    'http of createSession': () => createSession(server.http, { providers: ['server'] }),
    grpc: () => createSession(server.grpc, { providers: ['server'] }),
  };

  const protocols = Object.keys(open) as (keyof typeof open)[];

  test.each(protocols)('%s: what the model has', async (protocol) => {
    const session = await open[protocol]();
    expect(session).toMatchObject({
      provider: 'server',
      refused: [],
      inputs: [
        { name: 'x', dtype: 'float32', dims: ['', 2] },
        { name: 'n', dtype: 'int64', dims: [''] },
      ],
      outputs: [
        { name: 'y', dtype: 'float32', dims: ['', 3] },
        { name: 'double', dtype: 'int64', dims: [''] },
      ],
      notes: [expect.stringMatching(/^computed by mlserver 1\.\S+ at (http|grpc):\/\/127/)],
    });
    await session.dispose();
  });

  test('the same numbers as in this process', async () => {
    const local = await createSession(model, { providers: ['cpu'] });
    const here = parityCandidates(model)
      .filter(({ provider }) => provider === 'cpu')
      .slice(0, 1);
    const remote = Object.entries(open).map(([protocol, connect]) => ({
      runtime: 'server',
      provider: protocol,
      open: connect,
    }));
    const report = await checkParity({
      reference: (feeds) => local.run(feeds),
      candidates: [...here, ...remote],
      inputs,
      tolerance: 1e-6,
    });
    await local.dispose();
    expect(report.rows.map(({ runtime }) => runtime)).toEqual([
      'node',
      'server',
      'server',
      'server',
    ]);
    expect(report.rows).toEqual(report.rows.map(() => expect.objectContaining({ pass: true })));
  });

  test.each(protocols)('%s: chosen outputs, several runs at once', async (protocol) => {
    const session = await open[protocol]();
    const runs = [1, 2, 3].map((n) =>
      session.run({ ...inputs, n: hostTensor('int64', BigInt64Array.of(BigInt(n), 0n), [2]) }, [
        'double',
      ]),
    );
    const doubles = [1, 2, 3].map((n) => ({
      double: hostTensor('int64', BigInt64Array.of(BigInt(2 * n), 0n), [2]),
    }));
    expect(await Promise.all(runs)).toEqual(doubles);
    await session.dispose();
    await expect(session.run(inputs)).rejects.toMatchObject({ code: 'disposed' });
  });

  test('a model that is not there, a wrong feed, a server that is not there', async () => {
    const other = server.http.replace('tanh', 'cosine');
    await expect(createServerSession(other)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringMatching(/^http:\S+cosine: the server answered 404: [^\n]+$/),
    });
    const overGrpc = server.grpc.replace('tanh', 'cosine');
    await expect(createSession(overGrpc, { providers: ['server'] })).rejects.toMatchObject({
      code: 'model-not-found',
    });
    const session = await createServerSession(server.http);
    await expect(session.run({ n: inputs.n })).rejects.toMatchObject({ code: 'invalid-feed' });
  });
});
