import { expect, test } from 'vitest';
import { precisionRequest } from './flags.ts';

test.each([
  [{}, undefined],
  [{ precision: 'float32' }, undefined],
  [{ precision: 'float16' }, { kind: 'float16', float16Io: false, keep: [] }],
  [
    { precision: 'float16', float16Io: true, keep: ['Softmax'], calibration: 'photos' },
    { kind: 'float16', float16Io: true, keep: ['Softmax'], calibration: 'photos' },
  ],
  [{ quantize: 'weights' }, { kind: 'weights' }],
  [{ quantize: 'static' }, { kind: 'static', method: { percentile: 100 } }],
  [
    { quantize: 'static', calibrationMethod: 'minmax' },
    { kind: 'static', method: { percentile: 100 } },
  ],
  [
    { quantize: 'static', percentile: 99 },
    { kind: 'static', method: { percentile: 99 } },
  ],
  [
    { quantize: 'static', calibrationMethod: 'percentile' },
    { kind: 'static', method: { percentile: 99.99 } },
  ],
  [
    { quantize: 'static', calibrationMethod: 'entropy' },
    { kind: 'static', method: 'entropy' },
  ],
] as const)('%j asks for %j', (flags, request) => {
  expect(precisionRequest(flags)).toEqual(request);
});

test.each([
  [{ precision: 'float16', quantize: 'static' }, '--quantize: a file has one of both'],
  [{ float16Io: true }, '--float16-io: is for --precision float16'],
  [{ quantize: 'weights', keep: ['Softmax'] }, '--keep: is for --precision float16'],
  [{ quantize: 'dynamic', percentile: 99 }, '--percentile: is for --quantize static'],
  [{ calibrationMethod: 'entropy' }, '--calibration-method: is for --quantize static'],
  [
    { quantize: 'static', calibrationMethod: 'entropy', percentile: 99 },
    '--percentile: is for --calibration-method percentile, not entropy',
  ],
  [{ calibration: 'photos' }, '--calibration: is for --precision float16 or --quantize'],
] as const)('%j is refused: %s', (flags, message) => {
  expect(() => precisionRequest(flags)).toThrow(message);
});
