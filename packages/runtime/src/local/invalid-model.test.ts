import { expect, test } from 'vitest';
import { invalidModel } from './open.ts';

test.each([
  ['No Op registered for LabelEncoder with domain_version of 2', 'only provider is wasm'],
  ['protobuf parsing failed', 'is the file complete'],
])('%s has an advice of its own', (why, advice) => {
  const { code, message } = invalidModel('model.onnx', 'wasm', new Error(why));
  expect(code).toBe('invalid-model');
  expect(message).toContain(`model.onnx: ONNX Runtime (wasm) cannot load it: ${why}; `);
  expect(message).toContain(advice);
});
