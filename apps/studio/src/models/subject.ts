/** Opens what a visitor brings: an ONNX file, a run with its tfjs original, or a parity bundle. */
import type * as tf from '@tensorflow/tfjs';
import {
  createPlan,
  decodeCheckpoint,
  exportNetwork,
  generatorsOf,
  trainedNetwork,
  type Checkpoint,
} from '@ganport/core';
import { readModel, type Model } from '@ganport/graph';
import {
  blobSource,
  readBundle,
  zipSource,
  type BundleSource,
  type ParityBundle,
} from '@ganport/parity/bundle';
import { browserKeeper } from '../training/keeper.ts';
import type { Settings } from '../training/protocol.ts';
import { runOf } from '../training/run-files.ts';
import { lineOf } from './calls.ts';
import type { Source, Subject } from './protocol.ts';

/** What is open, with all that is needed to compute it. */
export interface OpenSubject {
  readonly subject: Subject;
  readonly bytes: Uint8Array;
  readonly model: Model;
  /** Of a run. */
  readonly original?: tf.LayersModel | undefined;
  readonly bundle?: ParityBundle | undefined;
}

/** The most bytes of a file that is read. */
const MOST_BYTES = 2 ** 30;

/** @throws Error, ParityError, GraphError, CoreError: one line each */
export async function openSubject(source: Source): Promise<OpenSubject> {
  if (source.kind === 'run') {
    const checkpoint = await decodeCheckpoint(source.checkpoint, source.name);
    return openRun(source.name, source.config, checkpoint);
  }
  if (source.kind === 'kept') {
    const run = await browserKeeper.load();
    if (!run?.checkpoint) throw new Error('run: nothing is trained here yet; see Train');
    return openRun('Train', run.config, run.checkpoint);
  }
  const [[name, only] = ['', undefined], ...others] = [...source.files];
  if (only && others.length === 0 && only.size > MOST_BYTES) {
    throw new Error(`${name}: has ${only.size} bytes, and at most ${MOST_BYTES} are read`);
  }
  if (only && others.length === 0 && name.endsWith('.onnx')) {
    return openFile(name, new Uint8Array(await only.arrayBuffer()));
  }
  const isZip = only !== undefined && others.length === 0;
  const bytes = isZip ? new Uint8Array(await only.arrayBuffer()) : undefined;
  const files = bytes ? zipSource(bytes) : blobSource(source.files);
  if (has(files, 'manifest.json')) return openBundle(await readBundle(files));
  if (!has(files, 'config.json')) {
    throw new Error(`${name}: is no .onnx file, no parity bundle and no run; choose one of these`);
  }
  const run = await runOf(bytes ? { [name]: bytes } : await contents(source.files));
  if (!run.checkpoint) throw new Error(`${name}: has no checkpoint; train it for longer`);
  return openRun(name, run.config, run.checkpoint);
}

function has({ names }: BundleSource, file: string): boolean {
  return names.some((name) => name === file || name.endsWith(`/${file}`));
}

/** What opening a run reads of its folder. */
const ofRun = /(?:^|\/)(?:config\.json|checkpoint\/[^/]+\.safetensors)$/;

async function contents(files: ReadonlyMap<string, Blob>): Promise<Record<string, Uint8Array>> {
  const wanted = [...files].filter(([name]) => ofRun.test(name));
  const size = wanted.reduce((sum, [, file]) => sum + file.size, 0);
  if (size > MOST_BYTES) throw new Error(`run: has ${size} bytes, too many to read`);
  const read = wanted.map(
    async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

function openFile(name: string, bytes: Uint8Array): OpenSubject {
  try {
    const model = readModel(bytes);
    return { subject: { name, kind: 'model', isDrawn: true }, bytes, model };
  } catch (error) {
    throw new Error(`${name}: ${lineOf(error)}`, { cause: error });
  }
}

/** The first generator of a run, exported as `ganport export` does. */
async function openRun(
  name: string,
  config: Settings,
  checkpoint: Checkpoint,
): Promise<OpenSubject> {
  const plan = createPlan(config);
  const [generator = 'generator'] = generatorsOf(plan);
  const network = trainedNetwork(plan, generator, checkpoint.tensors);
  const file = await exportNetwork({ ...network, step: checkpoint.header.step });
  return {
    subject: { name, kind: 'run', original: 'tfjs cpu', isDrawn: true },
    bytes: file.bytes(),
    model: file.model,
    original: network.model,
  };
}

function openBundle(bundle: ParityBundle): OpenSubject {
  const { name, original, tolerance, versions, model } = bundle;
  return {
    subject: { name, kind: 'bundle', original, isDrawn: false, tolerance, versions },
    bytes: model,
    model: readModel(model),
    bundle,
  };
}
