/** A model repository of Triton: a folder a model, with its configuration and its versions. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Model, OnnxModel } from '@ganport/graph';
import { type OpenedModel } from '@ganport/lab';
import { checkEmptyFolder, classNamesOf, writeWholeFolder } from '@ganport/lab/internal';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { createSession } from '@ganport/runtime/node';
import { ServeError } from '../errors.ts';
import { checkName, namedPath } from '../models/model-name.ts';
import { batchProblem } from '../models/row-independence.ts';
import { configProblems } from './config-problems.ts';
import { labelsFile, type ModelConfig, modelConfig, type TritonOptions } from './model-config.ts';
import { imageOutput, pixelsEnsemble, pixelsModel } from './pixels.ts';
import { textFormat } from './text-format.ts';

export interface RepositoryOptions extends TritonOptions {
  /** The folder of the repository, which may have other models. */
  readonly out: string;
  /** The model's name; that of the file or folder unless given. */
  readonly name?: string;
  /** Whether an ensemble gives images as bytes; where the model draws images, unless given. */
  readonly pixels?: boolean;
  /** Where the model is computed once, to see whether its rows depend on each other. */
  readonly session?: NodeSessionOptions;
}

export interface WrittenRepository {
  /** The names of the models, that of the given one first. */
  readonly models: readonly string[];
  /** Why requests are not joined; undefined where they are. */
  readonly alone: string | undefined;
}

/** A model of a repository that is to be written. */
interface Entry {
  readonly config: ModelConfig;
  /** None for an ensemble, whose version is an empty folder. */
  readonly model?: Model;
  readonly labels?: readonly string[];
}

/**
 * Writes a model into a repository of Triton: NAME, computed by the ONNX Runtime backend, and for images
 * NAME-pixels and the ensemble NAME-images, whose output `pixels` is uint8 [batch, height, width, channels].
 * Each folder is written whole or not at all; one that is there already is refused before anything is written.
 *
 * @throws ServeError 'bad-argument', 'unsuitable-model'; LabError 'cannot-write'; RuntimeError
 * @example
 * const opened = await openModel('runs/digits');
 * await writeTritonRepository(opened, { out: 'models', device: 'cuda' });
 */
export async function writeTritonRepository(
  opened: OpenedModel,
  options: RepositoryOptions,
): Promise<WrittenRepository> {
  const { model, path, source } = opened;
  const { out, pixels, session: sessionOptions = {} } = options;
  const name = options.name === undefined ? namedPath(path).name : checkName(options.name);
  const session = await createSession(source, sessionOptions);
  const alone = await batchProblem(model, (feeds) => session.run(feeds));
  await session.dispose();
  const isBatched = alone === undefined;
  const labels = classNamesOf(model);
  const main: Entry = {
    config: modelConfig(name, model, isBatched, options),
    model,
    ...(labels && { labels }),
  };
  const image = imageOutput(model);
  if (pixels && !image) {
    throw new ServeError(
      'unsuitable-model',
      `${path}: has no output of images, float32 [batch, …]`,
    );
  }
  const entries = image && pixels !== false ? [main, ...withPixels(main, image.name)] : [main];
  const configs = entries.map(({ config }) => config);
  for (const config of configs) {
    const [problem] = configProblems(config, configs);
    if (problem !== undefined) {
      throw new ServeError('unsuitable-model', `${path}: Triton cannot serve it: ${problem}`);
    }
  }
  for (const { config } of entries) await checkEmptyFolder(join(out, config.name));
  for (const entry of entries) await writeEntry(out, entry);
  return { models: configs.map((config) => config.name), alone };

  function withPixels({ config }: Entry, output: string): readonly Entry[] {
    const value = model.graph.outputs.find((one) => one.name === output);
    if (!value) return [];
    const made = pixelsModel(model, value).model;
    const pixelConfig = modelConfig(`${name}-pixels`, made, isBatched, options);
    const ensemble = pixelsEnsemble(`${name}-images`, config, pixelConfig, output);
    return [{ config: pixelConfig, model: made }, { config: ensemble }];
  }
}

async function writeEntry(out: string, { config, model, labels }: Entry): Promise<void> {
  await writeWholeFolder(join(out, config.name), async (folder) => {
    await mkdir(join(folder, '1'));
    if (model) await new OnnxModel(model).save(join(folder, '1', 'model.onnx'));
    await writeFile(join(folder, 'config.pbtxt'), textFormat(config));
    if (labels)
      await writeFile(join(folder, labelsFile), labels.map((line) => `${line}\n`).join(''));
  });
}
