/**
 * The page: downloads the model, opens it on a provider, draws a grid, and draws again when the
 * visitor chooses something else. While a grid is computed, only the latest choice waits.
 */
import { RuntimeError } from '@ganport/runtime';
import type { Session } from '@ganport/runtime';
import { PageError } from './errors.ts';
import { generate } from './generate.ts';
import { generatorSpec, type GeneratorSpec } from './generator-spec.ts';
import { columns } from './grid.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { downloadModel, fileName, modelAddress } from './model-file.ts';
import { openOn, firstProvider, providers, type PageProvider } from './providers.ts';
import * as view from './view.ts';

const count = columns * columns;

interface Model {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
}

interface Opened {
  readonly provider: PageProvider;
  readonly session: Session;
  readonly spec: GeneratorSpec;
}

let model: Model | undefined;
let opened: Opened | undefined;
const refused = new Set<PageProvider>();
/** The visitor's last choice, and the one for which no grid has been started. */
let chosen: view.Choice | undefined;
let waiting: view.Choice | undefined;
let drawing = false;

async function start(): Promise<void> {
  try {
    const address = modelAddress(location.href);
    const name = nameOf(address);
    view.showBusy(`Loading ${name} …`);
    const bytes = await downloadModel(address, (loaded, total) => {
      view.showBusy(`Loading ${name}: ${loadedOf(loaded, total)} …`);
    });
    model = { name, bytes, metadata: readMetadata(bytes, name) };
    chosen = { provider: await firstProvider(), seed: view.firstSeed(), label: undefined };
    view.onChoice(choose);
    choose({});
  } catch (thrown) {
    fail(thrown);
  }
}

/** A file from another site is named with its site. */
function nameOf(address: URL): string {
  const name = fileName(address);
  return address.origin === location.origin ? name : `${name} of ${address.host}`;
}

function loadedOf(loaded: number, total: number | undefined): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return `${megabytes(loaded)} MB${total === undefined ? '' : ` of ${megabytes(total)} MB`}`;
}

function choose(change: Partial<view.Choice>): void {
  if (!model || !chosen) return;
  chosen = waiting = { ...chosen, ...change };
  if (!drawing) void drawAll(model);
}

function takeWaiting(): view.Choice | undefined {
  const taken = waiting;
  waiting = undefined;
  return taken;
}

async function drawAll(from: Model): Promise<void> {
  drawing = true;
  try {
    for (let next = takeWaiting(); next; next = takeWaiting()) await draw(from, next);
  } catch (thrown) {
    fail(thrown);
  } finally {
    drawing = false;
  }
}

async function draw(from: Model, { provider, seed, label }: view.Choice): Promise<void> {
  const first = opened?.provider !== provider;
  if (first) opened = await open(from, provider);
  if (!opened) return;
  const { session, spec } = opened;
  const { pictures, secondsPerImage } = await generate(session, spec, { seed, label }, count);
  const shown =
    spec.label && (label === undefined ? 'all classes in turn' : spec.label.classes[label]);
  view.showPictures(pictures, { seed, shown, seconds: secondsPerImage, first });
  view.showFacts(factsOf(from, spec, pictures[0]));
}

/** Undefined when the provider refuses; then another one is chosen. */
async function open(from: Model, provider: PageProvider): Promise<Opened | undefined> {
  await opened?.session.dispose();
  opened = undefined;
  view.showProvider(provider);
  view.showBusy(`Starting ${providers.find(({ id }) => id === provider)?.label} …`);
  const result = await openOn(provider, from.bytes);
  if ('session' in result) {
    const { session } = result;
    view.showNotes(session.notes);
    const spec = generatorSpec(session, from.metadata);
    view.showClasses(spec.label?.classes);
    return { provider, session, spec };
  }
  refused.add(provider);
  view.showRefused(provider, result.refused);
  const other = providers.find(({ id }) => !refused.has(id));
  if (!other) throw new PageError('no-provider', 'Neither WebGPU nor WebAssembly runs here');
  choose({ provider: other.id });
  return undefined;
}

function factsOf(
  { name, bytes }: Model,
  { latent }: GeneratorSpec,
  picture: { width: number; height: number } | undefined,
): string {
  const megabytes = (bytes.length / 1e6).toPrecision(2);
  const images = picture ? ` to ${picture.height} × ${picture.width} pixels` : '';
  return `${name}, ${megabytes} MB: from ${latent.join(' × ')} random numbers${images}, in this browser.`;
}

function fail(thrown: unknown): void {
  console.error(thrown);
  const error = asPageError(thrown);
  const line = error instanceof Error ? error.message : String(error);
  view.showError(line, { final: error instanceof PageError });
}

/** A model that ONNX Runtime refuses is reported like other faults of models. */
function asPageError(thrown: unknown): unknown {
  if (!(thrown instanceof RuntimeError) || thrown.code !== 'invalid-model') return thrown;
  const line = `${model?.name} is not a model that ONNX Runtime can load: export or copy it again`;
  return new PageError('model-invalid', line, { cause: thrown });
}

void start();
