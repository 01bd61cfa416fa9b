/** Models and functions that cannot be exported: one line names the place and what to do. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { exportModel, exportStep, traceFunction, type TensorFunction } from '@ganport/export';

beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const kernelName of ['Fold', 'Bend']) {
    const kernelFunc: tf.KernelFunc = ({ inputs }) => inputs['x'] as tf.TensorInfo;
    tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
});
afterEach(() => tf.disposeVariables());

const refusal = (code: string, ...words: (string | RegExp)[]) =>
  expect.objectContaining({
    name: 'ExportError',
    code,
    message: expect.stringMatching(
      new RegExp(
        `^${words.map((word) => `(?=.*${typeof word === 'string' ? word : word.source})`).join('')}.*$`,
      ),
    ),
  });

/** A layer that calls one kernel of tfjs by name. */
class KernelLayer extends tf.layers.Layer {
  static readonly className = 'KernelLayer';
  readonly #kernel: string;

  constructor(name: string, kernel: string) {
    super({ name });
    this.#kernel = kernel;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [inputs].flat()[0] as tf.Tensor;
    return tf.engine().runKernel(this.#kernel, { x });
  }
}

/** A layer that applies a function of tensors. */
class FunctionLayer extends tf.layers.Layer {
  static readonly className = 'FunctionLayer';
  readonly #fn: (x: tf.Tensor) => tf.Tensor;

  constructor(name: string, fn: (x: tf.Tensor) => tf.Tensor) {
    super({ name });
    this.#fn = fn;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.#fn([inputs].flat()[0] as tf.Tensor);
  }
}

function stacked(...layers: tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [4], name: 'x' });
  let value = input;
  for (const layer of layers) value = layer.apply(value) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: value, name: 'model' });
}

const dense = (name: string) => tf.layers.dense({ units: 4, name });

test('kernels without an ONNX form are listed, all of them, with their layers', async () => {
  const model = stacked(
    new KernelLayer('first', 'Fold'),
    dense('middle'),
    new KernelLayer('second', 'Bend'),
    new KernelLayer('third', 'Fold'),
  );
  await expect(exportModel(model)).rejects.toThrow(
    refusal('unsupported-kernel', /Fold \(model\/first, model\/third\)/, /Bend \(model\/second\)/),
  );
  // The next export does not list the kernels of this one.
  await expect(exportModel(stacked(dense('alone')))).resolves.toBeDefined();
});

test('a layer that fixes a symbolic size is named', async () => {
  const noise = (x: tf.Tensor) =>
    x.add(
      tf.tensor(
        Array.from({ length: x.size }, (_, i) => Math.sqrt(i)),
        x.shape,
      ),
    );
  const model = stacked(dense('before'), new FunctionLayer('fixing', noise));
  await expect(exportModel(model)).rejects.toThrow(refusal('fixed-dimension', 'model/fixing'));
  const fixed = await exportModel(model, { shapes: { x: [3, 4] } });
  expect(fixed.graph.outputs[0]?.shape).toEqual([3, 4]);
});

test('a size that tfjs refuses is reported with tfjs’s reason', async () => {
  const picky = (y: tf.Tensor) => {
    tf.util.assert(y.shape[0] === 2, () => 'picky: batches of 2 only');
    return y.neg();
  };
  await expect(exportModel(stacked(new FunctionLayer('picky', picky)))).rejects.toThrow(
    refusal('fixed-dimension', 'batch', 'batches of 2 only', 'give that input a fixed shape'),
  );
});

test('a layer that reads a value is named', async () => {
  const reading = (x: tf.Tensor) => x.mul(x.max().dataSync()[0] ?? 1);
  const model = stacked(new FunctionLayer('reading', reading));
  await expect(exportModel(model)).rejects.toThrow(refusal('value-read', 'reading', 'dataSync'));
});

test.each([12, 27, 13.5, NaN])(
  'opset %d is refused with the first and the last one',
  async (opset) => {
    await expect(exportModel(stacked(dense('d')), { opset })).rejects.toThrow(
      refusal('bad-argument', `opset ${opset}`, 'choose one from 13 to 26'),
    );
  },
);

test('shapes of unknown inputs, and shapes that do not fit, are refused', async () => {
  const model = stacked(dense('d'));
  await expect(exportModel(model, { shapes: { noise: [1, 4] } })).rejects.toThrow(
    refusal('bad-argument', 'no input noise', 'has x'),
  );
  await expect(exportModel(model, { shapes: { x: [1, 5] } })).rejects.toThrow(
    refusal('bad-argument', 'input x', 'any,4', '1,5'),
  );
  await expect(exportModel(model, { shapes: { x: [4] } })).rejects.toThrow(
    refusal('bad-argument', 'input x'),
  );
  await expect(exportModel(model, { shapes: { x: [-1, 4] } })).rejects.toThrow(
    refusal('bad-argument', 'input x', '-1'),
  );
});

const x = { shape: [2] };
const wrong: [string, TensorFunction, string, string[]][] = [
  [
    'reads a value',
    ({ x: a }) => ({ y: tf.scalar(a?.dataSync()[0] ?? 0) }),
    'value-read',
    ['read'],
  ],
  ['returns a number', () => ({ y: 3 as never }), 'bad-argument', ['y is number']],
  ['waits', () => ({ y: Promise.resolve(1) as never }), 'bad-argument', ['y is a promise']],
  ['returns an input’s name', ({ x: a }) => ({ x: tf.neg(a ?? 0) }), 'bad-argument', ['returns x']],
  ['returns complex numbers', () => ({ y: tf.complex([1], [2]) }), 'bad-argument', ['complex64']],
];
test.each(wrong)('a traced function that %s', async (_, fn, code, words) => {
  await expect(traceFunction(fn, { x })).rejects.toThrow(refusal(code, ...words));
  // tfjs has its backend and Math.random back.
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.scalar(2).mul(3).dataSync()[0]).toBe(6);
});

test('an error that the function throws is thrown unchanged', async () => {
  const fn = () => {
    throw new RangeError('mine');
  };
  await expect(traceFunction(fn, { x })).rejects.toThrow(new RangeError('mine'));
  expect(tf.getBackend()).toBe('cpu');
});

test('a step takes only sizes that are numbers, and restores its variables when it fails', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2]), true, 'weight');
  const step: TensorFunction = ({ x: a }) => {
    weight.assign(weight.add(a ?? 0));
    return { sum: weight.sum() };
  };
  await expect(exportStep(step, { inputs: { x: { shape: ['n'] } } })).rejects.toThrow(
    refusal('bad-argument', 'input x', 'numbers'),
  );
  const reading: TensorFunction = (inputs) => {
    step(inputs);
    return { y: tf.scalar(weight.dataSync()[0] ?? 0) };
  };
  await expect(exportStep(reading, { inputs: { x } })).rejects.toThrow(refusal('value-read'));
  expect([...weight.dataSync()]).toEqual([1, 2]);
  const { model, variables } = await exportStep(step, { inputs: { x } });
  expect(variables).toEqual([weight]);
  expect(model.graph.inputs.map(({ name }) => name)).toEqual(['x', 'weight']);
  expect(model.graph.outputs.map(({ name }) => name)).toEqual(['sum', 'weight.next']);
  expect([...weight.dataSync()]).toEqual([1, 2]);
});
