import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTfjsModel } from './layers-model-file.ts';
import { tf } from './tfjs.ts';

const root = mkdtempSync(join(tmpdir(), 'ganport-layers-'));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterAll(() => rmSync(root, { recursive: true }));

const fixtures = join(import.meta.dirname, '../../../fixtures/models');

interface Layer {
  name: string;
  inbound_nodes: [string, number, number, object][][];
}
interface ModelJson {
  modelTopology: { config: { layers: Layer[] } };
  weightsManifest: { paths: string[]; weights: { shape: unknown; dtype: string }[] }[];
}

let folders = 0;
/** A copy of a fixture with a change in its model.json. */
function changed(change: (json: ModelJson, folder: string) => void): string {
  const folder = join(root, `model-${folders++}`);
  cpSync(join(fixtures, 'several-inputs'), folder, { recursive: true });
  const path = join(folder, 'model.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as ModelJson;
  change(json, folder);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

const group = (json: ModelJson) => json.weightsManifest[0] as ModelJson['weightsManifest'][number];
const layerOf = (json: ModelJson, wanted: string) =>
  json.modelTopology.config.layers.find(({ name }) => name === wanted) as Layer;

test.each(['layers', 'recurrent', 'several-inputs'])('the fixture %s is read', async (name) => {
  const model = (await readTfjsModel(join(fixtures, name, 'model.json'))) as tf.LayersModel;
  expect(model.getWeights().length).toBeGreaterThan(0);
  model.dispose();
});

test.each<[what: string, change: (json: ModelJson, folder: string) => void, message: RegExp]>([
  [
    'weights above the folder',
    (json) => (group(json).paths = ['../../secret']),
    /its data is at "\.\.\/\.\.\/secret", outside the model's folder/,
  ],
  [
    'an absolute path',
    (json) => (group(json).paths = ['/etc/passwd']),
    /"\/etc\/passwd", outside the model's folder/,
  ],
  [
    'a link out of the folder',
    (json, folder) => {
      symlinkSync('/etc', join(folder, 'etc'));
      group(json).paths = ['etc/passwd'];
    },
    /etc\/passwd links to \/etc\/passwd, another folder/,
  ],
  [
    'a folder in place of the weights',
    (json, folder) => {
      mkdirSync(join(folder, 'sub'));
      group(json).paths = ['weights.bin', 'sub'];
    },
    /bytes where|cannot be read/,
  ],
  [
    'a negative shape',
    (json) => Object.assign(group(json).weights[0] ?? {}, { shape: [-1, 4] }),
    /weightsManifest\.0\.weights\.0\.shape\.0/,
  ],
  [
    'a huge shape',
    (json) => Object.assign(group(json).weights[0] ?? {}, { shape: [2 ** 40, 2 ** 12] }),
    /the files are truncated or of another model/,
  ],
  [
    'an inherited name as element type',
    (json) => Object.assign(group(json).weights[0] ?? {}, { dtype: 'constructor' }),
    /is constructor, which is not supported/,
  ],
  [
    'paths that are no list',
    (json) => Object.assign(group(json), { paths: 7 }),
    /weightsManifest\.0\.paths/,
  ],
  [
    'a missing layer',
    (json) => json.modelTopology.config.layers.splice(3, 1),
    /its layer joined uses flat, which is not among its layers/,
  ],
  [
    'layers in a circle',
    (json) => (layerOf(json, 'hidden').inbound_nodes = [[['image', 0, 0, {}]]]),
    /uses an output that no layer makes/,
  ],
  [
    'a call that is not made',
    (json) => (layerOf(json, 'image').inbound_nodes = [[['hidden', 7, 0, {}]]]),
    /its layer image uses an output that no layer makes/,
  ],
  [
    'an input that is no list',
    (json) => (layerOf(json, 'image').inbound_nodes = [[{ '0': 'hidden' } as never]]),
    /its layer image uses .* which is not among its layers/,
  ],
  [
    'a layer of two names',
    (json) => (layerOf(json, 'flat').name = 'other'),
    /its layer other has the name "flat" in its config/,
  ],

  [
    'a function of TensorFlow as a layer that has no form here',
    (json) =>
      Object.assign(layerOf(json, 'flat'), {
        class_name: 'TFOpLambda',
        config: { name: 'flat', function: 'signal.stft' },
        inbound_nodes: [['image', 0, 0, { shape: [-1, 4] }]],
      }),
    /functions that are not supported: tf\.signal\.stft \(layer "flat"\); make a GraphModel/,
  ],
  [
    'two layers of one name',
    (json) => json.modelTopology.config.layers.push(layerOf(json, 'image')),
    /two of its layers are named image/,
  ],
  [
    'a layer of 10^12 units',
    (json) => Object.assign(layerOf(json, 'image'), { config: { name: 'image', units: 1e12 } }),
    /its units is 1000000000000/,
  ],
])(
  '%s: refused before tfjs reads it',
  async (_, change, message) => {
    await expect(readTfjsModel(changed(change))).rejects.toThrow(
      expect.objectContaining({ name: 'CliError', message: expect.stringMatching(message) }),
    );
  },
  20_000,
);

test.each<[what: string, change: (json: ModelJson) => void, message: RegExp]>([
  [
    'of another shape',
    (json) => Object.assign(group(json).weights[1] ?? {}, { shape: [5, 10] }),
    /weight hidden\/kernel is \[5,10\] where layer hidden needs \[10,5\]/,
  ],
  [
    'with another name',
    (json) => Object.assign(group(json).weights[1] ?? {}, { name: 'hidden/core' }),
    /no target variable: hidden\/core/,
  ],
  [
    'that is missing',
    (json) => {
      const [embeddings, , bias, ...others] = group(json).weights;
      // As many numbers as before, so that the size of the file is right.
      const longer = { ...bias, name: 'hidden/bias', shape: [55] };
      group(json).weights = [embeddings, longer, ...others] as never;
    },
    /are not set: hidden\/kernel/,
  ],
])('a weight %s is named', async (_, change, message) => {
  await expect(readTfjsModel(changed(change))).rejects.toThrow(
    expect.objectContaining({ name: 'CliError', message: expect.stringMatching(message) }),
  );
});

test('a shared layer and a model inside a model are no circle', async () => {
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [3] })] });
  const shared = tf.layers.dense({ units: 3 });
  const x = tf.input({ shape: [3] });
  const once = shared.apply(inner.apply(x)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: shared.apply(once) as tf.SymbolicTensor });
  const folder = join(root, 'shared');
  mkdirSync(folder);
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      writeFileSync(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const read = (await readTfjsModel(join(folder, 'model.json'))) as tf.LayersModel;
  const values = tf.ones([2, 3]);
  const [wanted, got] = [model.predict(values), read.predict(values)] as [tf.Tensor, tf.Tensor];
  expect(await got.data()).toEqual(await wanted.data());
});
