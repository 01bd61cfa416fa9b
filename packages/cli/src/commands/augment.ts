/** `ganport augment`: a labeled data set from a conditional generator. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { defined, listOf, maxDataBytes, positiveNumber, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('augment', {
  description:
    'Generates a labeled data set with a conditional generator. Images whose class a classifier doubts are rejected, and so are images that are nearer to a training image than real images are to each other. The format png is a folder for each class and labels.csv, idx is two files as MNIST has, npz has x_train and y_train. augment.json records the settings and the counts.',
  examples: [
    'ganport augment runs/digits --per-class 1000 --out more-digits --format png',
    'ganport augment generator.onnx --per-class 500 --classes 0-4,9 --format npz --out some',
    'ganport augment runs/faces --per-class 100 --out faces --data faces/ --min-confidence 0',
  ],
})
  .argument('<model>', 'a run folder, or the ONNX file of a conditional generator')
  .requiredOption('--per-class <n>', 'images of each class', wholeNumber(1, 1_000_000))
  .requiredOption('--out <folder>', 'the folder to write, new or empty')
  .addOption(
    new Option('--format <format>', 'the format of the set')
      .choices(['png', 'idx', 'npz'] as const)
      .default('png' as const),
  )
  .option(
    '--classes <list>',
    'classes: names, numbers and ranges, for example 0-4,9 (default: all)',
  )
  .option('--seed <n>', 'the seed of the noise', seed, 1)
  .option(
    '--min-confidence <p>',
    'the least probability of its class that an image needs; 0 for no check',
    share,
    0.9,
  )
  .option(
    '--classifier <file.onnx>',
    "an ONNX file that classifies (default: ganport's MNIST classifier)",
  )
  .option(
    '--near-duplicates <distance>',
    'off, or the root mean square difference from a training image below which an image is rejected (default: measured on the training images)',
    distance,
  )
  .option('--data <data>', "the training images (default: the run's own, else mnist)")
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .option(...maxDataBytes)
  .option(...timeLimit)
  .option(...memoryLimit)
  .action(async (model, options) => {
    const { out, format, perClass, seed: from, minConfidence, nearDuplicates = 'auto' } = options;
    const { classes, classifier, data, provider: providers } = options;
    const { timeLimit: seconds, memoryLimit: size } = options;
    const { drawLabeledSet } = await import('../augment.ts');
    const result = await drawLabeledSet({
      model,
      out,
      format,
      perClass,
      seed: from,
      minConfidence,
      nearDuplicates,
      ...defined({ classes, classifier, data, providers, timeLimit: seconds, memoryLimit: size }),
      ...defined({ maxBytes: options.maxDataBytes }),
    });
    if (!result) return;
    const { taken, drawn, unsure, nearDuplicates: near, provider: ranOn } = result;
    note(`wrote ${out}: ${taken} images of ${drawn} drawn, computed on ${ranOn}`);
    note(`rejected: ${unsure} of doubtful class, ${near} near-duplicates of training images`);
  });

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a probability from 0 to 1');
}

function distance(text: string): number | 'off' {
  return text === 'off' ? text : positiveNumber(text);
}
