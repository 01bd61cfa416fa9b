import { expect, test } from 'vitest';
import { once } from './once.ts';

test('two that ask before it is there share it; a failure is tried again', async () => {
  let made = 0;
  const get = once(async () => {
    made++;
    if (made === 1) throw new Error('the network has failed');
    return made;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow('the network has failed');
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
});
