/** `ganport augment`: a labelled data set from a conditional generator. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { defined, listOf, positiveNumber, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note } from '../terminal.ts';

export const command = createCommand('augment', {
  description:
    'Draws a labelled data set with a conditional generator. Images that a classifier is not sure of, and images that are nearer to a training image than real images are to each other, are thrown away. The format png is a folder for each class and labels.csv, idx is the two files of MNIST, npz has x_train and y_train. augment.json says how the set was made.',
  examples: [
    'ganport augment runs/digits --per-class 1000 --out more-digits --format png',
    'ganport augment generator.onnx --per-class 500 --classes 0-4,9 --format npz --out some',
    'ganport augment runs/faces --per-class 100 --format png --out faces --data faces/ --min-confidence 0',
  ],
})
  .argument('<model>', 'a run folder, or the ONNX file of a conditional generator')
  .requiredOption('--per-class <n>', 'images of each class', wholeNumber(1, 1_000_000))
  .requiredOption('--out <folder>', 'the folder to make')
  .addOption(
    new Option('--format <format>', 'what to write')
      .choices(['png', 'idx', 'npz'] as const)
      .default('png' as const),
  )
  .option('--classes <list>', 'names and ranges, for example 0-4,9 (default: all)')
  .option('--seed <n>', 'where the noise comes from', seed, 1)
  .option('--min-confidence <p>', 'probability of its class that an image needs, or 0', share, 0.9)
  .option('--classifier <file.onnx>', "what judges them (default: ganport's own of MNIST)")
  .option(
    '--near-duplicates <distance>',
    'off, or the pixel difference from a training image below which an image is a copy (default: measured on the training images)',
    distance,
  )
  .option('--data <data>', "the training images (default: the run's own, else mnist)")
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .action(async (model, options) => {
    const { out, format, perClass, seed: from, minConfidence, nearDuplicates = 'auto' } = options;
    const { classes, classifier, data, provider } = options;
    const { drawLabelledSet } = await import('../augment.ts');
    const result = await drawLabelledSet({
      model,
      out,
      format,
      perClass,
      seed: from,
      minConfidence,
      nearDuplicates,
      ...defined({ classes, classifier, data, providers: provider }),
    });
    if (!result) return;
    const { taken, drawn, unsure, nearDuplicates: near, provider: ranOn } = result;
    note(`wrote ${out}: ${taken} images of ${drawn} drawn, computed on ${ranOn}`);
    note(`thrown away: ${unsure} not sure enough, ${near} near-duplicates of training images`);
  });

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a probability from 0 to 1');
}

function distance(text: string): number | 'off' {
  return text === 'off' ? text : positiveNumber(text);
}
