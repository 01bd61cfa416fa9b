/** Which sizes are tried, and when the search ends. */
import { expect, test } from 'vitest';
import type { Dim } from '@ganport/graph';
import { ExportError } from '../errors.ts';
import { fitSizes } from './fitting-sizes.ts';

const refusal = new ExportError('fixed-dimension', 'dense fixes a size');

/** Tries until `accepts`; the shapes that were tried are in `tried`. */
async function fit(
  shape: readonly Dim[],
  accepts: (shape: readonly Dim[]) => boolean,
  options: {
    readonly likely?: (result: string) => boolean;
    readonly message?: (sizes: string) => string;
    readonly fixable?: (symbol: string) => boolean;
  } = {},
) {
  const { likely = () => true, fixable = () => true } = options;
  const { message = (sizes: string) => `refuses ${sizes}` } = options;
  const tried: string[] = [];
  const attempt = async ({ x }: Readonly<Record<string, { readonly shape: readonly Dim[] }>>) => {
    const sizes = x?.shape ?? [];
    tried.push(sizes.join());
    if (accepts(sizes)) return sizes.join();
    throw new ExportError('layer-failed', message(sizes.join()));
  };
  const specs = { x: { shape } };
  const fitting = { specs, mayFix: fixable, attempt, isLikely: likely };
  const outcome = await fitSizes(fitting, refusal).catch((error: unknown) => error);
  return { outcome, tried };
}

const image = ['batch', 'height', 'width', 3];

test('a batch of one comes first, then sides with an open batch, then both', async () => {
  const { outcome, tried } = await fit(image, ([, height]) => height === 256);
  expect(tried).toEqual(['1,height,width,3', 'batch,224,224,3', '1,224,224,3', 'batch,256,256,3']);
  expect(outcome).toEqual({
    result: 'batch,256,256,3',
    reason: 'dense fixes a size',
    fixed: { x: ['height', 'width'] },
  });
});

test('sizes that somebody gave are left alone', async () => {
  const only = { fixable: (symbol: string) => symbol !== 'height' };
  const { outcome } = await fit(image, ([, , width]) => width === 224, only);
  expect(outcome).toMatchObject({ result: 'batch,height,224,3', fixed: { x: ['width'] } });
});

test('what is likely is preferred, and the rest is better than nothing', async () => {
  const accepts = ([, height]: readonly Dim[]) => height === 224 || height === 192;
  const isMeant = (result: string) => result.includes('192');
  expect((await fit(image, accepts, { likely: isMeant })).outcome).toMatchObject({
    result: 'batch,192,192,3',
  });
  expect((await fit(image, accepts, { likely: () => false })).outcome).toMatchObject({
    result: 'batch,224,224,3',
  });
});

test('an error that does not depend on the sizes ends the search', async () => {
  const { outcome, tried } = await fit(image, () => false, { message: () => 'refuses all' });
  expect(tried).toHaveLength(9);
  expect(outcome).toMatchObject({
    code: 'fixed-dimension',
    message:
      'dense fixes a size; none of the usual sizes does. Give the input its shape in numbers: --shape x=batch,height,width,3',
    cause: refusal,
  });
});

test('sounds that are too short for a model say the same twice, and longer ones do', async () => {
  const message = () => 'no window fits';
  const { outcome } = await fit(['batch', 'x_1'], ([, x]) => Number(x) > 256, { message });
  expect(outcome).toMatchObject({ result: 'batch,512' });
});

test('lengths of sequences are no sides of images', async () => {
  const { outcome } = await fit(['batch', 'x_1'], ([, length]) => length === 128);
  expect(outcome).toMatchObject({ result: 'batch,128' });
});
