/**
 * What the page needs beside its own files: ONNX Runtime's, which its package has, the digits of MNIST in
 * parts, and their classifier. A static site has them as files.
 */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { openRegularFile } from '@ganport/graph/internal';
import { mnistFiles, readInputFile, shippedClassifier } from '@ganport/lab/internal';
import type { Context, Hono } from 'hono';
import { CLASSIFIER, DIGITS, digitsPart, LABELS } from '../protocol.ts';

const types: Readonly<Record<string, string>> = {
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

const pack = promisify(gzip);
const kept = { 'Cache-Control': 'max-age=86400' };

/** Adds the answers to an application. */
export async function addSiteFiles(app: Hono): Promise<void> {
  const runtime = dirname(
    createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
  );
  const names = (await readdir(runtime)).filter((name) => /^ort.*\.(?:mjs|wasm)$/.test(name));
  for (const name of names) {
    app.get(`/ort/${name}`, async (context) => {
      const bytes = await readInputFile(join(runtime, name));
      const type = types[extname(name)] ?? 'application/octet-stream';
      return context.body(Uint8Array.from(bytes), 200, { 'Content-Type': type, ...kept });
    });
  }
  for (const { name, read } of digitFiles()) {
    app.get(`/${name}`, async (context: Context) => {
      const type = { 'Content-Type': 'application/octet-stream' };
      return context.body(Uint8Array.from(await read()), 200, { ...type, ...kept });
    });
  }
}

/**
 * The files of the digits and their classifier, by their names in the site, for hosts of static files.
 *
 * @example
 * for (const { name, read } of digitFiles()) await writeFile(`site/${name}`, await read());
 */
export function digitFiles(): {
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
}[] {
  const { size, shape, parts, perPart } = DIGITS;
  const length = perPart * shape[0] * shape[1] * shape[2];
  const images = Array.from({ length: parts }, (_, part) => ({
    name: digitsPart(part),
    read: () => packed(mnistFiles('train').images, 16 + part * length, length),
  }));
  return [
    { name: CLASSIFIER, read: () => readInputFile(shippedClassifier) },
    { name: LABELS, read: () => packed(mnistFiles('train').labels, 8, size) },
    ...images,
  ];
}

/** A part of a file, packed. */
async function packed(path: string, start: number, length: number): Promise<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    const bytes = new Uint8Array(length);
    await file.read(bytes, 0, length, start);
    return await pack(bytes);
  } finally {
    await file.close();
  }
}
