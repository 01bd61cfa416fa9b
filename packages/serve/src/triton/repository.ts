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
import { ensembleOf } from './ensemble.ts';
import { linesModel, textOutput } from './lines.ts';
import { imageOutput, pixelsModel } from './pixels.ts';
import { textFormat } from './text-format.ts';

export interface RepositoryOptions extends TritonOptions {
  /** The folder of the repository, which may have other models. */
  readonly out: string;
  /** The model's name; that of the file or folder unless given. */
  readonly name?: string;
  /** Whether an ensemble gives images as bytes; where the model draws images, unless given. */
  readonly pixels?: boolean;
  /** Whether an ensemble gives text as lines; where the model writes text, unless given. */
  readonly lines?: boolean;
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
 * NAME-pixels and the ensemble NAME-images, whose output `pixels` is uint8 [batch, height, width, channels]; for text
 * NAME-characters and the ensemble NAME-lines, whose output `lines` is a string for each row.
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
  const { out, pixels, lines, session: sessionOptions = {} } = options;
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
  const text = textOutput(model);
  if (lines && !text) {
    throw new ServeError('unsuitable-model', `${path}: has no output of text, float32 [batch, …]`);
  }
  const entries = [
    main,
    ...(image && pixels !== false
      ? withEnsemble('pixels', 'images', pixelsModel(model, image), image.name)
      : []),
    ...(text && lines !== false
      ? withEnsemble('characters', 'lines', linesModel(model, text), text.name)
      : []),
  ];
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

  /** The model NAME-SECOND, which takes an output of the main one, and the ensemble NAME-BOTH. */
  function withEnsemble(second: string, both: string, made: OnnxModel, output: string): Entry[] {
    const config = modelConfig(`${name}-${second}`, made.model, isBatched, options);
    const ensemble = ensembleOf(`${name}-${both}`, main.config, config, output);
    return [{ config, model: made.model }, { config: ensemble }];
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
