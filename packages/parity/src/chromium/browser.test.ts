import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endGroup } from './browser.ts';

test('a group is killed, and one that has ended by itself is no error', async () => {
  const code = 'setInterval(() => undefined, 1000)';
  const child = spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const pid = child.pid ?? NaN;
  endGroup(pid);
  expect((await ended)[1]).toBe('SIGKILL');
  expect(() => endGroup(pid)).not.toThrow();
});
