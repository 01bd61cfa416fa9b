/** Configurations that Triton refuses, each with one rule broken, and the text that it reads. */
import { expect, test } from 'vitest';
import { configProblems } from './config-problems.ts';
import type { ModelConfig, TensorConfig } from './model-config.ts';
import { textFormat, token } from './text-format.ts';

const tensor = (name: string, dims: readonly number[] = [4]): TensorConfig => ({
  ...{ name, data_type: token('TYPE_FP32'), dims },
});
const model: ModelConfig = {
  ...{ name: 'a', backend: 'onnxruntime', max_batch_size: 8 },
  ...{ input: [tensor('x')], output: [tensor('y')], dynamic_batching: {} },
};
const step = {
  ...{ model_name: 'a', model_version: -1 },
  input_map: [{ key: 'x', value: 'in' }],
  output_map: [{ key: 'y', value: 'out' }],
};
const ensemble: ModelConfig = {
  ...{ name: 'e', platform: 'ensemble', max_batch_size: 8 },
  ...{ input: [tensor('in')], output: [tensor('out')] },
  ensemble_scheduling: { step: [step] },
};
const steps = (change: object): ModelConfig => ({
  ...ensemble,
  ensemble_scheduling: { step: [{ ...step, ...change }] },
});

test('good ones have no problems', () => {
  expect([configProblems(model), configProblems(ensemble, [model])]).toEqual([[], []]);
});

test.each<readonly [Partial<ModelConfig>, string]>([
  [{ name: '../a' }, "name '../a' is no name of a folder"],
  [{ max_batch_size: 0 }, 'dynamic_batching needs max_batch_size'],
  [{ max_batch_size: -1 }, 'max_batch_size is no whole number'],
  [{ platform: 'ensemble' }, 'an ensemble has no backend, others do'],
  [{ input: [] }, 'there are no inputs or no outputs'],
  [{ input: [tensor('x'), tensor('x')] }, 'input x is there twice'],
  [{ input: [tensor('x', [])] }, 'x: dims are empty; a scalar is [ 1 ] with a reshape'],
  [{ output: [tensor('y', [0])] }, 'y: dims must be -1 or above 0'],
  [{ input: [{ ...tensor('x', [2]), reshape: { shape: [] } }] }, 'x: reshape has another number'],
])('%j: %s', (change, problem) => {
  expect(configProblems({ ...model, ...change })).toContainEqual(expect.stringContaining(problem));
});

test.each<readonly [ModelConfig, string]>([
  [steps({ model_name: 'b' }), 'step b: there is no such model'],
  [steps({ input_map: [] }), 'step a: needs the inputs x'],
  [steps({ input_map: [{ key: 'x', value: 'nowhere' }] }), 'step a: nothing makes nowhere'],
  [steps({ output_map: [{ key: 'z', value: 'out' }] }), 'step a: has no output z'],
  [steps({ output_map: [] }), 'nothing makes the output out'],
  [{ ...ensemble, max_batch_size: 9 }, 'step a: takes fewer rows than the ensemble'],
  [{ ...ensemble, ensemble_scheduling: { step: [] } }, 'an ensemble has steps'],
])('an ensemble: %#: %s', (config, problem) => {
  expect(configProblems(config, [model])).toContain(problem);
});

test('text: quotes, bytes that are no ASCII, empty lists, fields that are not set', () => {
  const text = textFormat({
    ...{ name: 'a "b" \\ é\n', kind: token('KIND_CPU'), on: true, none: undefined },
    ...{ dims: [1, -1], shape: [], part: { key: 'k', inner: { n: 1 } } },
    list: [{ a: 1 }, { a: 2 }],
  });
  expect(text).toBe(
    String.raw`name: "a \"b\" \\ \303\251\012"
kind: KIND_CPU
on: true
dims: [ 1, -1 ]
shape: [  ]
part {
  key: "k"
  inner {
    n: 1
  }
}
list {
  a: 1
}
list {
  a: 2
}
`,
  );
});
