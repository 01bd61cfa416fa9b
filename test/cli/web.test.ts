/** `ganport web`: what it writes, what it refuses, what it serves. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { startGanport, temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const save = (name: string, text: string) => OnnxModel.fromGraph(parseGraph(text)).save(file(name));

beforeAll(async () => {
  const weights = Array.from({ length: 4096 }, (_, i) => Math.sin(i) / 8).join(', ');
  await save(
    'generator.onnx',
    `(float[N,64] noise) => (float[N,8,8,1] image)
    <float[64,64] w = {${weights}}, int64[4] shape = {-1, 8, 8, 1}> {
      a = MatMul(noise, w)
      b = Tanh(a)
      image = Reshape(b, shape)
    }`,
  );
  await save('translator.onnx', '(float[N,h,w,3] x) => (float[N,h,w,3] y) { y = Tanh(x) }');
  await save('classifier.onnx', '(float[N,2] a, float[N,2] b) => (float[N,2] y) { y = Add(a, b) }');
});

const site = (name: string) => JSON.parse(readFileSync(file(`${name}/site.json`), 'utf8'));
const filesOf = (name: string) =>
  readdirSync(file(name), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(file(name), path)).isFile())
    .toSorted();

test('a site has the model, one build of ONNX Runtime, the page, and a list of its files', async () => {
  const args = ['web', 'generator.onnx', '--out', 'site', '--title', '<Digits> & more'];
  const { stderr } = await succeed(folder, args);
  expect(stderr).toMatch(
    /^wrote site: 14\.\d MB, with the model \(0\.0\d\d MB\) and ONNX Runtime for wasm; see it with: ganport web site --serve$/m,
  );
  const { files, model, provider, runtime, title } = site('site');
  expect(new Set(filesOf('site'))).toEqual(new Set([...files, 'site.json']));
  expect({ provider, runtime, title }).toEqual({
    provider: 'wasm',
    runtime: 'ort/ort.wasm.bundle.min.mjs',
    title: '<Digits> & more',
  });
  expect(files.filter((path: string) => path.startsWith('ort/'))).toEqual([
    'ort/LICENSE',
    'ort/ort-wasm-simd-threaded.wasm',
    'ort/ort.wasm.bundle.min.mjs',
  ]);
  const bytes = readFileSync(file('site/generator.onnx'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(model).toEqual({ file: 'generator.onnx', bytes: bytes.length, sha256 });
  const html = readFileSync(file('site/index.html'), 'utf8');
  expect(html).toContain('<title>&lt;Digits&gt; &amp; more</title>');
  // Nothing points out of the folder.
  expect(html).not.toMatch(/(src|href)="(\/|https?:)/);
  expect(readFileSync(file('site/generator.js'), 'utf8').split('\n').length).toBeLessThan(14);
});

test('a site is written again, smaller; files of somebody else stay', async () => {
  const before = site('site');
  const args = ['web', 'generator.onnx', '--out', 'site', '--precision', 'float16'];
  const { stdout } = await succeed(folder, args);
  expect(stdout).toContain('PSNR');
  const after = site('site');
  expect(after.model.bytes).toBeLessThan(0.6 * before.model.bytes);
  expect(after.version).not.toBe(before.version);
  expect(new Set(filesOf('site'))).toEqual(new Set([...after.files, 'site.json']));

  writeFileSync(file('site/CNAME'), 'example.org');
  const again = await ganport(folder, ['web', 'generator.onnx', '--out', 'site']);
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toMatch(
    /site: has CNAME, which is not of the site; move it, or choose another folder\n$/,
  );
  expect(site('site')).toEqual(after);

  mkdirSync(file('mine'));
  writeFileSync(file('mine/letter.txt'), 'dear');
  const mine = await ganport(folder, ['web', 'generator.onnx', '--out', 'mine']);
  expect(mine.stderr).toContain('mine: is not empty; remove it or choose another folder');
  expect(readdirSync(file('mine'))).toEqual(['letter.txt']);
});

test('a translator has the build with WebGPU, and translate() in its module', async () => {
  await succeed(folder, ['web', 'translator.onnx', '--out', 'translator']);
  expect(site('translator')).toMatchObject({
    provider: 'auto',
    runtime: 'ort/ort.webgpu.bundle.min.mjs',
  });
  expect(readdirSync(file('translator/ort'))).toHaveLength(3);
  expect(readFileSync(file('translator/generator.js'), 'utf8')).toContain(
    'export const translate =',
  );
});

test.each([
  [
    ['classifier.onnx', '--out', 'new'],
    1,
    /^ganport: classifier\.onnx: a generator has one input, its noise, .*; this model has a, b$/,
  ],
  [['absent.onnx', '--out', 'new'], 1, /absent\.onnx/],
  [['generator.onnx'], 2, /^ganport: nothing to do: give --out <folder>, --serve, or both$/],
  [
    ['generator.onnx', '--out', 'new', '--port', '80'],
    2,
    /^ganport: --port: is for --serve; add it or leave --port out$/,
  ],
  [
    ['generator.onnx', '--out', 'new', '--precision', 'float16', '--quantize', 'weights'],
    2,
    /a file has one of both; leave one out$/,
  ],
  [['generator.onnx', '--serve', '--port', '99999'], 2, /--port/],
  [
    ['translator', '--out', 'new'],
    2,
    /^ganport: translator: is a site already; give a model, or leave --out out$/,
  ],
  [['mine', '--serve'], 1, /mine/],
])('%o is refused in one line, and writes nothing', async (args, code, line) => {
  const { code: found, stderr } = await ganport(folder, ['web', ...args]);
  expect(stderr.trim().split('\n').at(-1)).toMatch(line);
  expect(found).toBe(code);
  expect(existsSync(file('new'))).toBe(false);
});

/** As a browser asks, with any path and any host. */
function ask(address: string, path: string, host?: string) {
  const { port } = new URL(address);
  const headers = host === undefined ? {} : { host };
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      }).on('error', reject);
    },
  );
}

test('--serve has the headers, serves the files of the site alone, and ends by Ctrl-C', async () => {
  writeFileSync(file('translator/secret.txt'), 'secret');
  symlinkSync('/etc/passwd', file('translator/passwd'));
  const started = startGanport(folder, ['web', 'translator', '--serve', '--port', '0']);
  let stdout = '';
  started.child.stdout?.on('data', (part) => (stdout += part));
  await started.waitFor('serving until Ctrl-C');
  while (!stdout.includes('\n')) await new Promise((resolve) => setTimeout(resolve, 20));
  const address = stdout.trim();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);

  const index = await ask(address, '/?seed=7');
  expect(index.status).toBe(200);
  expect(index.text).toContain('<!doctype html>');
  expect(index.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'x-content-type-options': 'nosniff',
  });
  expect(
    (await ask(address, '/ort/ort-wasm-simd-threaded.asyncify.wasm')).headers['content-type'],
  ).toBe('application/wasm');
  for (const path of [
    '/secret.txt',
    '/passwd',
    '/../generator.onnx',
    '/%2e%2e/generator.onnx',
    '//etc/passwd',
    '/ort',
    '/__proto__',
    '/\0',
  ]) {
    const asked = path.includes('\0') ? '/%00' : path;
    expect({ path, ...(await ask(address, asked)) }).toMatchObject({ status: 404 });
  }
  // A page elsewhere whose name leads here.
  expect((await ask(address, '/', 'evil.example')).status).toBe(421);
  expect((await ask(address, '/', 'localhost:8400')).status).toBe(200);

  started.child.kill('SIGINT');
  expect((await started.finished()).code).toBe(130);
});
