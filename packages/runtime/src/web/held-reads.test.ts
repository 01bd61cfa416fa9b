/** Reads of a device that is lost, with a device whose reads fail when the test says so. */
import { expect, test } from 'vitest';
import { type Device, holdReads } from './held-reads.ts';

/** A device, and what ends its reads and itself. */
function fakeDevice() {
  let lose = () => {};
  let fail: (error: Error) => void = () => {};
  const device: Device = {
    lost: new Promise<void>((resolve) => (lose = resolve)),
    createBuffer: () => ({ mapAsync: () => new Promise((_, reject) => (fail = reject)) }),
  };
  return { device, lose: () => lose(), fail: (error: Error) => fail(error) };
}

test('a read that a loss ends is never answered; other failures are', async () => {
  const { device, lose, fail } = fakeDevice();
  holdReads(device);
  const buffer = device.createBuffer({ usage: 1 });
  const failed = buffer.mapAsync();
  fail(new Error('out of memory'));
  await expect(failed).rejects.toThrow('out of memory');

  let isAnswered = false;
  const answered = () => void (isAnswered = true);
  void buffer.mapAsync().then(answered, answered);
  fail(new Error('unmapped'));
  lose();
  await device.lost;
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(isAnswered).toBe(false);
});

test('buffers that are not read are left as they are, and a device is changed once', () => {
  const { device } = fakeDevice();
  const original = device.createBuffer({ usage: 1 });
  Object.assign(device, { createBuffer: () => original });
  holdReads(device);
  const { createBuffer } = device;
  holdReads(device);
  expect(device.createBuffer).toBe(createBuffer);
  const { mapAsync } = original;
  expect(device.createBuffer({ usage: 128 }).mapAsync).toBe(mapAsync);
});
