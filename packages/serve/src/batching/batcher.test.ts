/** Which requests are computed together, when, and what a failure costs. */
import { hostTensor, type TensorMap } from '@ganport/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batcher, type BatcherOptions, createBatcher } from './batcher.ts';
import { joinRows, rowsOf, splitRows } from './rows.ts';

const row = (value: number, count = 1) =>
  hostTensor('float32', new Float32Array(count).fill(value), [count]);
const signal = new AbortController().signal;

/** A batcher that doubles `x` when its gate opens, and the rows of each of its runs. */
function doubling(options: Partial<BatcherOptions> = {}) {
  const runs: number[][] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const batcher = createBatcher({
    ...{ workers: 1, maxRows: 4, maxDelay: 0 },
    async run(feeds) {
      const values = Array.from(feeds['x']?.data ?? [], Number);
      runs.push(values);
      await gate;
      if (values.includes(13)) throw new Error('thirteen');
      return {
        y: hostTensor(
          'float32',
          Float32Array.from(values, (value) => 2 * value),
          [values.length],
        ),
      };
    },
    ...options,
  });
  return { batcher, runs, open };
}

const submit = (
  batcher: Batcher,
  x: TensorMap[string],
  key: string | undefined = 'k',
  on = signal,
) => batcher.submit({ feeds: { x }, fetches: ['y'], rows: x.dims[0] ?? 0, key, signal: on });

test('what waits while a batch is computed is computed together, up to the most rows', async () => {
  const { batcher, runs, open } = doubling();
  const answers = [1, 2, 3, 4, 5, 6].map((value) => submit(batcher, row(value)));
  expect(batcher.waiting).toBe(5);
  open();
  expect((await Promise.all(answers)).map(({ y }) => Array.from(y?.data ?? [], Number))).toEqual(
    [2, 4, 6, 8, 10, 12].map((value) => [value]),
  );
  expect(runs).toEqual([[1], [2, 3, 4, 5], [6]]);
});

test('requests of other shapes or outputs, and those without a key, go by themselves', async () => {
  const { batcher, runs, open } = doubling();
  const first = submit(batcher, row(0));
  const others = [
    submit(batcher, row(1), 'a'),
    submit(batcher, row(2), 'b'),
    submit(batcher, row(3), 'a'),
    ...[4, 5].map((value) =>
      batcher.submit({ feeds: { x: row(value) }, fetches: ['y'], rows: 1, key: undefined, signal }),
    ),
  ];
  open();
  await Promise.all([first, ...others]);
  expect(runs).toEqual([[0], [1, 3], [2], [4], [5]]);
});

test('with a delay, the first request waits for others; a full batch does not', async () => {
  const { batcher, runs, open } = doubling({ maxDelay: 60_000 });
  open();
  const answers = [row(1, 2), row(2), row(3)].map((x) => submit(batcher, x));
  await Promise.all(answers);
  expect(runs).toEqual([[1, 1, 2, 3]]);
});

test('as many batches at once as there are workers', async () => {
  const { batcher, runs, open } = doubling({ workers: 2 });
  const answers = [1, 2, 3, 4].map((value) => submit(batcher, row(value)));
  expect(runs).toEqual([[1], [2]]);
  open();
  await Promise.all(answers);
  expect(runs[2]).toEqual([3, 4]);
});

test('a batch that fails costs the request that it fails for', async () => {
  const { batcher, runs, open } = doubling();
  const answers = [0, 1, 13, 2].map((value) => submit(batcher, row(value)));
  open();
  const settled = await Promise.allSettled(answers);
  expect(settled.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(runs).toEqual([[0], [1, 13, 2], [1], [13], [2]]);
});

test('a request that is given up leaves the queue', async () => {
  const { batcher, runs, open } = doubling();
  const controller = new AbortController();
  const first = submit(batcher, row(1));
  const gone = submit(batcher, row(2), 'k', controller.signal);
  const last = submit(batcher, row(3));
  controller.abort(new Error('gone'));
  await expect(gone).rejects.toThrow('gone');
  expect(batcher.waiting).toBe(1);
  open();
  await Promise.all([first, last]);
  expect(runs).toEqual([[1], [3]]);
});

test('joined rows are split again', () => {
  const part = fc.nat(4).chain((count) =>
    fc
      .tuple(
        fc.array(fc.float(), { minLength: 2 * count, maxLength: 2 * count }),
        fc.array(fc.bigInt(-9n, 9n), { minLength: count, maxLength: count }),
      )
      .map(([floats, ints]) => ({
        a: hostTensor('float32', Float32Array.from(floats), [count, 2]),
        b: hostTensor('int64', BigInt64Array.from(ints), [count]),
      })),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const counts = parts.map((tensors) => rowsOf(tensors) ?? -1);
      expect(splitRows(joinRows(parts), counts)).toEqual(parts);
    }),
  );
  expect(splitRows({ y: row(1, 3) }, [1, 1])).toBeUndefined();
  expect(rowsOf({ a: row(1, 3), b: row(1, 2) })).toBeUndefined();
});
