/** Requests that are wrong in one way or another, the same for each seed. */
import fc from 'fast-check';

export interface MalformedRequest extends Pick<RequestInit, 'method' | 'body' | 'headers'> {
  readonly path: string;
}

const infer = '/v2/models/generator/infer';
const good = {
  inputs: [
    { name: 'noise', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] },
    { name: 'label', datatype: 'INT32', shape: [1], data: [0] },
  ],
};
const text = JSON.stringify(good);

const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}, path = infer) => ({
  ...{ path, method: 'POST', body, headers },
});

/** Values that no field of a tensor has. */
const oddValue = fc.oneof(
  fc.constantFrom(
    null,
    true,
    {},
    [],
    '',
    -1,
    1.5,
    1e300,
    '__proto__',
    [[[]]],
    [null],
    [-1],
    [2 ** 53],
  ),
  fc.string({ minLength: 1 }),
);

/** A good request with one field replaced. `data` of whole numbers is right as text never is. */
const oddField = fc
  .record({
    input: fc.nat(1),
    field: fc.constantFrom('name', 'datatype', 'shape', 'data', 'parameters'),
    value: oddValue,
  })
  .filter(({ field, value }) => field !== 'parameters' || JSON.stringify(value) !== '{}')
  .map(({ input, field, value }) => {
    const inputs = good.inputs.map((tensor, i) =>
      i === input ? { ...tensor, [field]: value } : tensor,
    );
    return post(JSON.stringify({ inputs }));
  });

const oddMessage = fc.constantFrom('inputs', 'outputs', 'id', 'parameters').chain((field) =>
  oddValue
    .filter((value) => field !== 'id' || typeof value !== 'string')
    .filter((value) => !['{}', '[]'].includes(JSON.stringify(value)) || field === 'inputs')
    .map((value) => post(JSON.stringify({ ...good, [field]: value }))),
);

/** A good request that ends early, or has a byte that JSON does not have. */
const damaged = fc.nat(text.length - 1).map((at) => post(text.slice(0, at)));
const noJson = fc
  .uint8Array({ minLength: 1, maxLength: 200 })
  .map((bytes) => post(Uint8Array.from([0xff, ...bytes])));
const oddLength = fc
  .constantFrom('-1', '1.5', 'x', `${text.length + 1}`, '99999999999', `${text.length - 3}`)
  .map((length) => post(text, { 'inference-header-content-length': length }));
const oddHeader = fc
  .constantFrom(
    { 'content-encoding': 'gzip' },
    { origin: 'https://foe.example' },
    { origin: 'null' },
  )
  .map((headers) => post(text, headers));
const tooLarge = fc.constant(post(' '.repeat(100_001)));
const tooManyRows = fc.integer({ min: 33, max: 1000 }).map((rows) =>
  post(
    JSON.stringify({
      inputs: [
        { name: 'noise', datatype: 'FP32', shape: [rows, 4], data: Array(4 * rows).fill(0) },
        { name: 'label', datatype: 'INT32', shape: [rows], data: Array(rows).fill(0) },
      ],
    }),
  ),
);
const oddPath = fc.oneof(
  fc
    .constantFrom(
      ...['/', '/v3', '/v2/models/', '/v2/models/none', '/v2/models/none/infer', '/images.jpg'],
      ...['/v2/models/%2e%2e%2f%2e%2e%2fetc%2fpasswd', '/v2/models/generator/versions/2'],
      ...['/v2/models/generator.onnx', '/v2/models/generator/infer', '/..%2f..%2fpackage.json'],
      ...[
        '/images.png?count=x',
        '/samples.csv',
        '/samples.wav?count=0',
        '/samples.json?model=generator',
        '/samples.gif',
        '/v2/models/%00/ready',
        '/v2/models/%ff',
        '/v2/models/generator/config',
      ],
    )
    .map((path) => ({ path, method: 'GET' })),
  fc.constantFrom('PUT', 'DELETE', 'PATCH').map((method) => ({ path: infer, method })),
  fc
    .constantFrom('/v2', '/v2/health/live', '/metrics', '/images.png')
    .map((path) => post('', {}, path)),
);

/** As many malformed requests, drawn by a seed. */
export function malformedRequests(seed: number, count: number): MalformedRequest[] {
  const kinds = [
    oddField,
    oddMessage,
    damaged,
    noJson,
    oddLength,
    oddHeader,
    tooLarge,
    tooManyRows,
  ];
  return fc.sample<MalformedRequest>(fc.oneof(...kinds, oddPath), { seed, numRuns: count });
}
