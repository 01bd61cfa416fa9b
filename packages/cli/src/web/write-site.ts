/** Writes a site: a folder of static files around one model, which any host serves. */
import { createHash } from 'node:crypto';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFolder } from '@ganport/lab/internal';
import { type ModelSpec, modelSpec, WebError } from '@ganport/web';
import { defined } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { builtPage } from '../pages.ts';
import type { PrecisionRequest } from '../precision/flags.ts';
import { clearStatus, status } from '../terminal.ts';
import type { UntrustedOptions } from '../untrusted.ts';
import { exportVerified } from '../verify/export-verified.ts';
import { type Build, copyRuntime } from './runtime-files.ts';
import { filesOf, isReplaceable, type SiteFile } from './site-file.ts';
import { type SiteKind, siteKind, snippet } from './snippet.ts';

export interface SiteRequest extends Pick<UntrustedOptions, 'timeLimit' | 'memoryLimit'> {
  /** A run folder, a tfjs model or an ONNX file. */
  readonly model: string;
  readonly out: string;
  /** Of a run: the network; its first generator by default. */
  readonly network?: string | undefined;
  readonly title?: string | undefined;
  /** The build of ONNX Runtime; by the model when left out. */
  readonly provider?: Build | undefined;
  /** Smaller numbers. */
  readonly request?: PrecisionRequest | undefined;
}

export interface WrittenSite {
  readonly kind: ModelSpec['kind'];
  readonly site: SiteFile;
  readonly build: Build;
  /** Of all files. */
  readonly bytes: number;
  /** What smaller numbers cost, as a table. */
  readonly loss: string | undefined;
}

const FILE = 'generator.onnx';

/** A page holds its model in memory, beside what it computes. */
const MOST_BYTES = 2 ** 30;

/** From this size on, the larger build of ONNX Runtime is the smaller part of the download. */
const LARGE = 20e6;

const titles: Readonly<Record<SiteKind, string>> = {
  images: 'Images from noise',
  audio: 'Sounds from noise',
  jets: 'Jets from noise',
  volumes: 'Volumes from noise',
  text: 'Lines from noise',
  rows: 'Rows from noise',
  translator: 'Translate a picture',
};

/**
 * Writes a site whole or not at all. An earlier site is replaced; other folders must be empty.
 *
 * @throws CliError 'unsuitable-model' for a model that a page has no view for, 'bad-argument' for a folder
 * of somebody else's files, 'not-found' when the page is not built; LabError 'cannot-write'; as
 * exportVerified
 */
export async function writeSite(request: SiteRequest): Promise<WrittenSite> {
  return writeWholeFolder(request.out, (folder) => fill(folder, request), isReplaceable);
}

async function fill(folder: string, request: SiteRequest): Promise<WrittenSite> {
  const { network, timeLimit, memoryLimit } = request;
  const path = join(folder, FILE);
  const { onnx, loss } = await exportVerified(request.model, {
    out: path,
    layout: 'nhwc',
    request: request.request,
    verify: true,
    seed: 1,
    ...defined({ network, timeLimit, memoryLimit }),
  });
  const spec = specOf(request.model, onnx);
  const { size } = await stat(path);
  if (size > MOST_BYTES) {
    const message = `${request.model}: ${(size / 2 ** 30).toFixed(1)} GiB are too much for a page, which holds 1 GiB; see --precision and --quantize`;
    throw new CliError('unsuitable-model', message);
  }
  status('writing the site …');
  const build = request.provider ?? (spec.kind === 'image' || size > LARGE ? 'webgpu' : 'wasm');
  const kind = siteKind(spec);
  const page = builtPage(`generator/${kind}`);
  await cp(page, folder, { recursive: true });
  const pageFiles = (await filesOf(page)).filter((file) => file !== 'index.html');
  await cp(join(page, '../shared'), folder, { recursive: true });
  const title = request.title ?? titles[kind];
  const site = {
    title,
    model: { file: FILE, bytes: size, sha256: await sha256(path) },
    runtime: await copyRuntime(build, folder),
    provider: build === 'webgpu' ? 'auto' : 'wasm',
  } as const;
  await writeFile(join(folder, 'index.html'), await titled(join(page, 'index.html'), title));
  await writeFile(join(folder, 'generator.js'), snippet(kind, site));
  const files = await filesOf(folder);
  const version = await versionOf(folder, files);
  const whole: SiteFile = { ...site, version, files, page: pageFiles };
  await writeFile(join(folder, 'site.json'), `${JSON.stringify(whole, undefined, 2)}\n`);
  clearStatus();
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  const bytes = sizes.reduce((sum, one) => sum + one, 0);
  return { kind: spec.kind, site: whole, build, bytes, loss: loss?.table };
}

type Exported = Awaited<ReturnType<typeof exportVerified>>['onnx'];

/** @throws CliError 'unsuitable-model' for a model that the page could not show */
function specOf(name: string, { graph, metadata }: Exported): ModelSpec {
  const ends = (values: Exported['graph']['inputs']) =>
    values.map(({ name: end, dtype, shape }) => ({ name: end, dtype, dims: shape }));
  try {
    return modelSpec({ inputs: ends(graph.inputs), outputs: ends(graph.outputs) }, metadata);
  } catch (cause) {
    if (!(cause instanceof WebError)) throw cause;
    throw new CliError('unsuitable-model', `${name}: ${cause.message}`, { cause });
  }
}

/** The page with its title, also for those who do not run its scripts. */
async function titled(index: string, title: string): Promise<string> {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const text = title.replaceAll(/[&<>]/g, (character) => entities[character] ?? '');
  const html = await readFile(index, 'utf8');
  return html.replace(/<title>[^<]*<\/title>/, () => `<title>${text}</title>`);
}

async function versionOf(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file} ${await sha256(join(folder, file))}\n`);
  return hash.digest('hex').slice(0, 16);
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
