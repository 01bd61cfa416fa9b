/** The models of fixtures/, loaded, with their golden inputs and outputs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const folder = join(import.meta.dirname, '../../fixtures/models');

export type FixtureName = 'graph' | 'layers' | 'recurrent' | 'several-inputs';

interface GoldenTensor {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface Golden {
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
}

const read = (name: FixtureName, file: string) => readFileSync(join(folder, name, file));

export function goldenOf(name: FixtureName): Golden {
  return JSON.parse(read(name, 'golden.json').toString()) as Golden;
}

function handlerOf(name: FixtureName): tf.io.IOHandler {
  const { weightsManifest, ...json } = JSON.parse(read(name, 'model.json').toString()) as {
    readonly modelTopology: object;
    readonly format: string;
    readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
  };
  const weightData = new Uint8Array(read(name, 'weights.bin')).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return { load: async () => ({ ...json, weightSpecs, weightData }) };
}

export function loadLayersFixture(name: Exclude<FixtureName, 'graph'>): Promise<tf.LayersModel> {
  return tf.loadLayersModel(handlerOf(name));
}

export function loadGraphFixture(name: 'graph'): Promise<tf.GraphModel> {
  return tf.loadGraphModel(handlerOf(name));
}
