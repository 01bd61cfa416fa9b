/** `ganport studio` as a process: its address, its page, its end. */
import { expect, test } from 'vitest';
import { once } from 'node:events';
import { ganport, startGanport, temporaryFolder } from './support/ganport.ts';

const folder = temporaryFolder();

test('prints its address, serves the page, opens no browser here, and Ctrl-C ends it', async () => {
  const { child, waitFor, finished } = startGanport(folder, ['studio', 'none-yet']);
  const printed = once(child.stdout as NodeJS.ReadableStream, 'data') as Promise<[Buffer]>;
  await waitFor('Ctrl-C ends the studio');
  const url = new URL(String((await printed)[0]).trim());
  expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/);
  const page = await fetch(url);
  expect([page.status, await page.text()]).toEqual([
    200,
    expect.stringContaining('ganport studio'),
  ]);
  child.kill('SIGINT');
  expect(await finished()).toMatchObject({ code: 0, stderr: expect.not.stringContaining('rror') });
});

test.each([
  [['studio', '--port', '70000'], /port.* from 1 to 65535/],
  [['studio', 'a', 'b'], /too many arguments/],
])('%j is wrong usage', async (args, problem) => {
  const { code, stderr } = await ganport(folder, args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
});
