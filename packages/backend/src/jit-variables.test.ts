/** What the rest of a tfjs program sees of the variables that jit trains, and the other way round. */
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { createSession } from '@ganport/runtime/node';
import { beforeEach, describe, expect, test } from 'vitest';
import { jit, type JitOptions } from './jit.ts';

tf.enableProdMode();

beforeEach(async () => {
  await tf.setBackend('cpu');
  tf.disposeVariables();
});

const steps = 20;
const inputs = tf.tensor2d([
  [1, 2],
  [3, -4],
  [-5, 6],
]);
const targets = tf.tensor2d([[1], [2], [3]]);
const modes: [string, JitOptions][] = [
  ['in this thread', {}],
  ['in a worker', { worker: true }],
];

function network() {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [2], kernelInitializer }),
      tf.layers.dense({ units: 1, kernelInitializer }),
    ],
  });
  const adam = tf.train.adam(0.05);
  const train = ({ x, y }: tf.NamedTensorMap) => ({
    loss: adam.minimize(
      () => tf.losses.meanSquaredError(y as tf.Tensor, model.apply(x as tf.Tensor) as tf.Tensor),
      true,
    ) as tf.Tensor,
  });
  return { model, train };
}

const predict = (model: tf.LayersModel) => [...(model.predict(inputs) as tf.Tensor).dataSync()];

/** The predictions of a model that plain tfjs trains. */
function trained(count: number): number[] {
  const { model, train } = network();
  for (let i = 0; i < count; i++) train({ x: inputs, y: targets });
  const result = predict(model);
  tf.disposeVariables();
  return result;
}

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 4);
}

function counter(name: string) {
  const count = tf.variable(tf.scalar(0), true, name);
  const add = ({ a }: tf.NamedTensorMap) => {
    count.assign(count.add(a as tf.Tensor));
    return { total: count.clone() };
  };
  return { count, add };
}

describe.each(modes)('%s', (_, place) => {
  test('predict and exportModel use the trained weights', async () => {
    const expected = trained(steps);
    expect(expected[0]).not.toBeCloseTo(trained(0)[0] as number, 2);
    const { model, train } = network();
    const step = jit(train, place);
    for (let i = 0; i < steps; i++) await step({ x: inputs, y: targets });

    const file = await exportModel(model);
    const session = await createSession(file.bytes());
    const [input, output] = [session.inputs[0]?.name ?? '', session.outputs[0]?.name ?? ''];
    const data = Float32Array.from(inputs.dataSync());
    const results = await session.run({ [input]: { dtype: 'float32', dims: [3, 2], data } });
    expectClose([...(results[output]?.data ?? [])].map(Number), expected);
    await session.dispose();

    await step.sync();
    expectClose(predict(model), expected);
    await step.dispose();
    expectClose(predict(model), expected);
  });

  test('step, read, step: every read gets the newest value, and reads do not disturb training', async () => {
    const { count, add } = counter('count');
    const step = jit(add, place);
    for (let i = 1; i <= 3; i++) {
      await step({ a: tf.scalar(1) });
      expect((await count.data())[0]).toBe(i);
      // The value has been read, so it can be used at once.
      expect(count.add(0.5).dataSync()[0]).toBe(i + 0.5);
    }
    const snapshot = count.clone();
    const call = step({ a: tf.scalar(1) });
    expect((await count.data())[0]).toBeGreaterThanOrEqual(3);
    await call;
    expect((await count.data())[0]).toBe(4);
    expect(snapshot.dataSync()[0]).toBe(3);
    await step.dispose();
  });

  test('an assignment from outside reaches the next call', async () => {
    const { count, add } = counter('count');
    const step = jit(add, place);
    await step({ a: tf.scalar(1) });
    count.assign(tf.scalar(40));
    expect((await step.readVariables())['count']?.data[0]).toBe(40);
    expect((await step({ a: tf.scalar(2) }))['total']?.data[0]).toBe(42);
    await step.sync();
    count.assign(tf.scalar(10));
    expect((await step({ a: tf.scalar(1) }))['total']?.data[0]).toBe(11);
    await step.writeVariables({
      count: { dtype: 'float32', dims: [], data: Float32Array.of(7) },
    });
    expect((await count.data())[0]).toBe(7);
    await step.dispose();
    expect(count.dataSync()[0]).toBe(7);
  });

  test('two functions share a model, whichever trains it', async () => {
    const { count, add } = counter('count');
    const up = jit(add, place);
    const twice = jit(({ a }) => {
      count.assign(count.mul(a as tf.Tensor));
      return { total: count.clone() };
    }, place);
    const read = jit(() => ({ value: count.add(0) }), place);
    await up({ a: tf.scalar(3) });
    await twice({ a: tf.scalar(2) });
    await up({ a: tf.scalar(1) });
    expect((await read({}))['value']?.data[0]).toBe(7);
    // Calls that nobody waits for are made in order.
    const calls = [up({ a: tf.scalar(1) }), twice({ a: tf.scalar(10) }), up({ a: tf.scalar(5) })];
    expect((await read({}))['value']?.data[0]).toBe(85);
    await Promise.all(calls);
    await Promise.all([up.dispose(), read.dispose(), twice.dispose()]);
    expect(count.dataSync()[0]).toBe(85);
  });

  test('a failed call loses neither the state nor what was assigned', async () => {
    const { count, add } = counter('count');
    const step = jit(add, place);
    await step({ a: tf.scalar(1) });
    count.assign(tf.scalar(5));
    const short = { dtype: 'float32', dims: [], data: new Float32Array(0) } as const;
    await expect(step({ a: short })).rejects.toThrow(/input a: float32/);
    expect((await count.data())[0]).toBe(5);
    expect((await step({ a: tf.scalar(1) }))['total']?.data[0]).toBe(6);
    await step.dispose();
  });

  test('tensors that are passed in stay whole', async () => {
    const { count, add } = counter('count');
    const step = jit(add, place);
    const a = tf.scalar(2);
    await step({ a });
    await step({ a });
    expect(a.dataSync()[0]).toBe(2);
    await step.dispose();
    expect(count.dataSync()[0]).toBe(4);
  });
});

test('in this thread, trained values come by themselves', async () => {
  const expected = trained(steps);
  const { model, train } = network();
  const step = jit(train);
  for (let i = 0; i < steps; i++) await step({ x: inputs, y: targets });
  expectClose(predict(model), expected);
  await step.dispose();
});

test('a value that is elsewhere is never read stale: the error names the remedy', async () => {
  const { count, add } = counter('far');
  const step = jit(add, { worker: true });
  await step({ a: tf.scalar(1) });
  expect(() => count.dataSync()).toThrow(/variable far is trained by jit.*await step\.sync\(\)/);
  expect(() => count.add(1)).toThrow(/await step\.sync\(\)/);
  const { far } = await step.sync();
  expect(far?.data[0]).toBe(1);
  expect(count.dataSync()[0]).toBe(1);
  await step.dispose();
});

test('a value is not read while a call computes it', async () => {
  const { count, add } = counter('busy');
  const step = jit(add);
  await step({ a: tf.scalar(1) });
  const call = step({ a: tf.scalar(1) });
  expect(() => count.dataSync()).toThrow(/a call still runs/);
  await call;
  expect(count.dataSync()[0]).toBe(2);
  await step.dispose();
});

test('variables without a link keep their first values until sync', async () => {
  const { count, add } = counter('apart');
  const step = jit(add, { linked: false });
  await step({ a: tf.scalar(3) });
  expect(count.dataSync()[0]).toBe(0);
  await step.sync();
  expect(count.dataSync()[0]).toBe(3);
  await step.dispose();
});

test("an optimizer's slots have names, which write them too", async () => {
  const w = tf.variable(tf.scalar(1), true, 'w');
  const [first, second] = [tf.train.adam(0.1), tf.train.adam(0.1)];
  const loss = () => w.square().asScalar();
  const step = jit(() => {
    first.minimize(loss, false, [w]);
    second.minimize(loss, false, [w]);
    return {};
  });
  await step({});
  const names = ['w', 'w/m', 'w/m_1', 'w/v', 'w/v_1'];
  const powers = ['Adam/accBeta1', 'Adam/accBeta1_1', 'Adam/accBeta2', 'Adam/accBeta2_1'];
  const values = await step.sync();
  expect(Object.keys(values).toSorted()).toEqual([...powers, ...names]);
  expect(values['w/m']?.data[0]).toBeCloseTo(0.2, 6);
  await step.writeVariables({ 'w/m': { dtype: 'float32', dims: [], data: Float32Array.of(9) } });
  expect((await step.readVariables())['w/m']?.data[0]).toBe(9);
  await step.dispose();
});

test('the variables of an optimizer are state, also when others are named and sizes change', async () => {
  const w = tf.variable(tf.scalar(1), true, 'w');
  const minimize = () => {
    const adam = tf.train.adam(0.1);
    return ({ a }: tf.NamedTensorMap) => ({
      loss: adam.minimize(
        () =>
          w
            .sub(a as tf.Tensor)
            .square()
            .sum()
            .asScalar(),
        true,
        [w],
      ) as tf.Tensor,
    });
  };
  const sizes = [[1], [4, 5], [9], [-1, 2, 3], [4]].map((values) => tf.tensor1d(values));
  const eager = minimize();
  for (const a of sizes) eager({ a });
  const expected = w.dataSync()[0] as number;
  w.assign(tf.scalar(1));
  const step = jit(minimize(), { variables: [w] });
  for (const a of sizes) await step({ a });
  expect(w.dataSync()[0]).toBeCloseTo(expected, 5);
  await step.dispose();
});

test('tensors are neither leaked nor counted twice, and disposed variables are left alone', async () => {
  const { count, add } = counter('counted');
  const step = jit(add);
  const a = tf.scalar(1);
  await step({ a });
  const before = tf.memory();
  for (let i = 0; i < 5; i++) {
    await step({ a });
    if (i === 2) count.dataSync();
    if (i === 3) await step.sync();
  }
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  count.dispose();
  await step({ a });
  expect((await step.readVariables())['counted']?.data[0]).toBe(7);
  await step.dispose();
  a.dispose();
});
