import { expect, test } from 'vitest';
import { runCommand } from './command.ts';

test('a program that does not end is stopped', async () => {
  const options = { timeLimit: 0.2, whenMissing: 'install it' };
  await expect(
    runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options),
  ).rejects.toMatchObject({
    code: 'setup-failed',
    message: expect.stringContaining('-e did not end within 0.2 s and was stopped'),
  });
});
