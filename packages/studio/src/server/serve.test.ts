/** The server as an attacker meets it, and as its page does. */
import { existsSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { TOKEN_HEADER } from '../protocol.ts';
import { temporaryFolder, writeRun, writeText } from '../runs/runs.test.support.ts';
import { serveStudio } from './serve.ts';

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A studio of a folder; `program` prints what it is given and ends with the code of `exit=`. */
async function open(folder = temporaryFolder()) {
  const page = temporaryFolder();
  writeText(join(page, 'index.html'), '<!doctype html><title>studio</title>');
  writeText(join(page, 'assets', 'index.js'), 'globalThis.ran = true;');
  const script = join(page, 'program.mjs');
  writeFileSync(
    script,
    `console.error('ganport: ' + process.argv.slice(2).join(' '));
     process.exitCode = process.argv.some((word) => word.endsWith('broken')) ? 1 : 0;`,
  );
  const studio = await serveStudio({ folder, page, program: [process.execPath, script] });
  onTestFinished(async () => void (await studio.close()));
  const url = new URL(studio.url);
  const token = url.hash.replace('#token=', '');
  // fetch would not send another Host.
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
      (resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port: url.port, path, method, headers: { ...headers } },
          (response) => {
            let text = '';
            response.on('data', (chunk) => (text += chunk));
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
            );
          },
        );
        asked.on('error', reject);
        asked.end(body);
      },
    );
  const api = async (path: string, body?: object) => {
    const answer = await ask(`/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { [TOKEN_HEADER]: token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: JSON.parse(answer.text) as Record<string, unknown> };
  };
  return { folder, url, token, ask, api };
}

test('the page is open to this machine, with a policy; nothing else of the folder is', async () => {
  const { ask, url } = await open();
  const page = await ask('/');
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<title>studio') });
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'/);
  expect(String(page.headers['content-security-policy'])).not.toContain('unsafe-inline');
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  expect((await ask('/assets/index.js')).headers['content-type']).toMatch(/^text\/javascript/);
  for (const path of [
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/assets/',
    '//etc/passwd',
    '/x',
  ]) {
    expect((await ask(path)).status, `path ${path}`).toBe(404);
  }
  expect(url.hostname).toBe('127.0.0.1');
});

test('another name of this machine is refused, as in DNS rebinding', async () => {
  const { ask, token, url } = await open();
  for (const host of ['evil.example', `evil.example:${url.port}`, '127.0.0.1']) {
    const answer = await ask('/api/runs', { headers: { host, [TOKEN_HEADER]: token } });
    expect(answer.status, `host ${host}`).toBe(421);
  }
  expect((await ask('/', { headers: { host: `localhost:${url.port}` } })).status).toBe(200);
});

test('another site is refused, even with the token; a link to the page works', async () => {
  const { ask, token, url } = await open();
  const own = { [TOKEN_HEADER]: token };
  const refused = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${Number(url.port) + 1}` },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ];
  for (const headers of refused) {
    const answer = await ask('/api/runs', { headers: { ...own, ...headers } });
    expect(answer.status, `headers ${JSON.stringify(headers)}`).toBe(403);
  }
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect((await ask('/', { headers: link })).status).toBe(200);
  expect((await ask('/api/runs', { headers: { ...own, origin: url.origin } })).status).toBe(200);
});

test('without the token nothing of the runs is told, and nothing changes', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'digits');
  const { ask, token } = await open(folder);
  for (const path of [
    'studio',
    'runs',
    'run?run=digits',
    'picture?run=digits&step=1',
    'lines?run=digits&step=1',
    'events',
  ]) {
    expect((await ask(`/api/${path}`)).status, `path ${path}`).toBe(401);
  }
  for (const path of ['start', 'stop', 'resume', 'evaluate']) {
    const headers = { [TOKEN_HEADER]: `${token}x` };
    const answer = await ask(`/api/${path}`, { method: 'POST', headers, body: '{"run":"digits"}' });
    expect(answer.status, `path ${path}`).toBe(401);
  }
});

test('only runs of the folder can be named', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'runs/digits');
  writeRun(folder, 'outside');
  const { api } = await open(join(folder, 'runs'));
  await api('runs');
  expect((await api('run?run=digits')).json).toMatchObject({ id: 'digits', pictures: [] });
  for (const id of ['../outside', '..', '.', 'digits/../../outside', '/etc', 'digits%00', '']) {
    expect((await api(`run?run=${id}`)).status, `run ${id}`).toBe(404);
    expect((await api(`picture?run=${id}&step=1`)).status, `run ${id}`).toBe(404);
  }
  expect((await api('picture?run=digits&step=../../config')).status).toBe(404);
});

test('the samples of a run that makes text are lines', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'digits');
  const words = writeRun(folder, 'words');
  for (const [name, content] of [
    ['step-000050.png', 'png'],
    ['step-000050.txt', 'one\n\n<b>two</b>\n'],
  ] as const) {
    writeText(join(words, 'samples', name), content);
  }
  const { api } = await open(folder);
  await api('runs');
  expect((await api('run?run=words')).json).toMatchObject({ pictures: [50], isText: true });
  expect((await api('run?run=digits')).json).not.toHaveProperty('isText');
  const lines = ['one', '', '<b>two</b>'];
  expect((await api('lines?run=words&step=50')).json).toEqual({ lines });
  for (const query of ['run=words&step=51', 'run=words&step=../../x', 'run=../x&step=50']) {
    const { status } = await api(`lines?${query}`);
    expect([query, status]).toEqual([query, 404]);
  }
});

test.each([
  ['start', { name: '../out', settings: { variant: 'mlp' } }, /begins with a dot/],
  ['start', { name: 'a', settings: { variant: './evil.mjs' } }, /variant/],
  ['start', { name: 'a', settings: { variant: 'mlp', steps: -1 } }, /steps/],
  ['start', { name: 'a', settings: { variant: 'mlp' }, more: 1 }, /[Uu]nrecognized/],
  ['start', { name: 'a' }, /settings/],
  ['resume', { run: 'mine' }, /its variant is a file/],
  ['resume', { run: 'digits', steps: 1.5 }, /steps/],
])('POST %s of %j is refused', async (path, body, problem) => {
  const folder = temporaryFolder();
  writeRun(folder, 'digits');
  writeRun(folder, 'mine', { config: { variant: './evil.mjs' } });
  const { api } = await open(folder);
  await api('runs');
  const { status, json } = await api(path, body);
  expect(status).toBe(400);
  expect(json['error']).toMatch(problem);
});

test('a body that is too long or no JSON is refused', async () => {
  const { ask, token, api } = await open();
  const headers = { [TOKEN_HEADER]: token };
  const post = (body: string) => ask('/api/start', { method: 'POST', headers, body });
  expect((await post('x'.repeat(70_000))).status).toBe(413);
  expect((await post('{')).status).toBe(400);
  expect((await api('unknown')).status).toBe(404);
});

test('nothing is stopped where nothing trains', async () => {
  const folder = temporaryFolder();
  writeRun(folder, 'digits');
  const { api } = await open(folder);
  await api('runs');
  const { status, json } = await api('stop', { run: 'digits' });
  expect([status, json['error']]).toEqual([409, 'digits: nothing trains there; reload the page']);
});

test('settings get their defaults and their command line, and a run is started by it', async () => {
  const { api, folder } = await open();
  const settings = { variant: 'mlp', loss: 'wgan-gp', steps: 20 };
  const plan = await api('plan', { name: 'a/b', settings });
  expect(plan.json).toMatchObject({ config: { discriminatorSteps: 5, batchSize: 64, steps: 20 } });
  const command = `train mlp --out ${join(folder, 'a/b')} --steps=20 --loss=wgan-gp`;
  expect(plan.json['command']).toBe(`ganport ${command}`);
  expect((await api('start', { name: 'a/b', settings })).json).toMatchObject({ state: 'running' });
  await expect
    .poll(async () => (await api('studio')).json['jobs'], { timeout: 30_000 })
    .toEqual([{ id: 1, kind: 'train', run: 'a/b', state: 'done', message: command }]);
  expect(existsSync(join(folder, 'a'))).toBe(false); // The program only prints.
});

test('a process that fails has its last line as message', async () => {
  const { api } = await open();
  await api('start', { name: 'broken', settings: { variant: 'mlp', data: 'broken' } });
  await expect
    .poll(async () => (await api('studio')).json['jobs'], { timeout: 30_000 })
    .toMatchObject([
      { state: 'failed', message: expect.stringMatching(/^train mlp .*--data=broken$/) },
    ]);
});

test('a page that is not built, and a port that is in use, are one line each', async () => {
  const { url } = await open();
  const options = { folder: '.', page: temporaryFolder(), program: ['ganport'] } as const;
  await expect(serveStudio(options)).rejects.toThrow(/has no index.html; build the page/);
  writeText(join(options.page, 'index.html'), '');
  await expect(serveStudio({ ...options, port: Number(url.port) })).rejects.toMatchObject({
    code: 'port-in-use',
  });
});
