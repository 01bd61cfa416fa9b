/** `ganport evaluate`: how good generated samples are, in the field's numbers. */
import type { BaselineName, MetricName } from '@ganport/lab';
import { defined, listOf, maxDataBytes, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { checkOutput } from '../outputs.ts';
import {
  discreteColumns,
  rowOptions,
  soundLength,
  soundOptions,
  soundRate,
  textOptions,
} from '../sound-options.ts';
import { clearStatus, note, result, status } from '../terminal.ts';
import { memoryLimit, timeLimit, untrusted } from '../untrusted.ts';

/** Repeated here so that help does not load the metrics; a missing name is a type error. */
const known: Readonly<Record<MetricName, true>> = {
  fid: true,
  is: true,
  kid: true,
  prdc: true,
  modes: true,
  cas: true,
  nearest: true,
  observables: true,
  intensity: true,
  auc: true,
  spectrum: true,
  shower: true,
  response: true,
  profiles: true,
};
const names = Object.keys(known) as MetricName[];
const knownBaselines: Readonly<Record<BaselineName, true>> = { ngram: true, lstm: true };
const baselineNames = Object.keys(knownBaselines) as BaselineName[];

export const command = createCommand('evaluate', {
  description:
    "Compares generated images or sounds with real ones: FID, inception score, KID, precision, recall, density, coverage, classes hit and, on request, the classification accuracy score and the distance to the nearest real sample. Each value has a floor beside it, the value of held-out real samples. Features come from ganport's own MNIST classifier, for other images from the network of 'ganport setup features', or from any ONNX file that turns samples into vectors; sounds need one, as 'ganport classifier' writes. Text needs none: its n-grams are compared with held-out text, and with models that learn by maximum likelihood. Jets need none either: masses, momenta, substructure and pixels are compared; of volumes energies, shapes and profiles; of fields (--features spectrum) power spectra; of rows of tables columns, their correlations, and what models learn from them.",
  examples: [
    'ganport evaluate runs/digits',
    'ganport evaluate generator.onnx --data mnist --metrics fid,kid --count 5000 --json',
    'ganport evaluate fakes/ --data photos/ --features inception.onnx --stats-out photos.safetensors',
    'ganport evaluate other/ --data photos.safetensors --features inception.onnx',
    'ganport evaluate runs/effects --features effects.onnx',
    'ganport evaluate runs/words --baselines ngram,lstm',
    'ganport evaluate maps.npz --data simulated.npz --features spectrum',
    'ganport evaluate rows.csv --data people.csv',
  ],
})
  .argument(
    '<samples>',
    'a run folder, a generator as an ONNX file, a folder of images or sounds, a .txt or a .csv file',
  )
  .option(
    '--data <data>',
    'the real samples: mnist, avatars, sfx, words, households, an IDX or a .csv file, a folder, or a file of --stats-out (default: those that the run learned from)',
  )
  .option(
    '--metrics <names>',
    `some of ${names.join(', ')} (default: all that the extractor allows but cas and nearest)`,
    listOf(names),
  )
  .option(
    '--features <extractor.onnx>',
    "an ONNX file from images to features (default: ganport's classifier for MNIST, for other images the network of 'ganport setup features'); or spectrum, the power spectrum of images with one channel",
  )
  .option(
    '--baselines <names>',
    'text: ngram, a model by counting; lstm, a network with about as many weights as the generator, trained first (default: ngram)',
    listOf(baselineNames),
  )
  .option('--count <n>', 'the most samples of each set', wholeNumber(1), 10_000)
  .option('--seed <n>', 'the seed of noise, splits and subsets', seed, 1)
  .option(
    '--stats-out <file.safetensors>',
    'write the statistics of the real images, a file for --data; an earlier one is replaced, whole or not at all',
  )
  .option('--threads <n>', 'threads of the CPU (default: one for each core)', wholeNumber(1))
  .option(...timeLimit)
  .option(...memoryLimit)
  .option(...soundLength)
  .option(...soundRate)
  .option(...discreteColumns)
  .option(...maxDataBytes)
  .option('--json', 'print the result as JSON')
  .action(async (path, options) => {
    const { data, metrics, features, count, seed: from, statsOut, threads, json } = options;
    const { timeLimit: seconds, memoryLimit: size } = options;
    if (statsOut !== undefined) checkOutput(statsOut, '.safetensors');
    const { openSamples } = await import('@ganport/lab');
    await import('../tfjs.ts');
    const { openRealSide } = await import('../evaluate/real.ts');
    const { evaluateSamples } = await import('../evaluate/evaluate-samples.ts');
    const { noteNetwork } = await import('../named-model.ts');
    const { showProgress } = await import('../progress/stages.ts');
    const { evaluationTable } = await import('../evaluate/table.ts');
    status('opening the samples …');
    const limit = defined({
      maxBytes: options.maxDataBytes,
      sounds: soundOptions(options),
      text: textOptions(options),
      rows: rowOptions(options),
    });
    const side = await openRealSide(path, data, { seed: from, ...limit });
    const { classes } = side;
    const table = 'about' in side.real ? undefined : side.real.reference.table;
    const session = await untrusted({ threads, timeLimit: seconds, memoryLimit: size });
    const samples = await openSamples(path, {
      ...session,
      seed: from,
      classes,
      ...limit,
      ...(table && { rows: { table } }),
    });
    noteNetwork(path, samples.run);
    const progress = showProgress();
    try {
      const evaluation = await evaluateSamples(
        { samples, side, session, count, seed: from },
        defined({ metrics, features, statsOut, threads, baselines: options.baselines }),
        {
          onProgress: (label, done, total) => progress.update(label, done, total),
          onWarning: (line) => note(`warning: ${line}`),
        },
      );
      progress.end();
      clearStatus();
      const { values, ...rest } = evaluation;
      result(
        json ? JSON.stringify({ ...values, ...rest }, undefined, 2) : evaluationTable(evaluation),
      );
    } finally {
      progress.end();
      await samples.dispose();
    }
  });
