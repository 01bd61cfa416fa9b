/** `ganport generate`: samples from a trained generator. */
import { Option } from '@commander-js/extra-typings';
import type { DataKind } from '@ganport/core';
import { defined, listOf, listOfNumbers, number, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

/** The smallest threshold that lab accepts: below it nearly all values would be drawn again. */
const LEAST_TRUNCATION = 0.01;

export const command = createCommand('generate', {
  description:
    "Generates samples, images, sounds, text, jets, volumes or rows of tables, with a run's generator or an exported one, on ONNX Runtime: as one picture or file, as single files, or as an interpolation between noise vectors (spherical). A conditional generator draws all classes in turn, or a row for each class of --labels. The same seed gives the same bytes.",
  examples: [
    'ganport generate runs/digits --count 25 --seed 1 --out grid.png',
    'ganport generate runs/labeled --labels 0-9 --count 10 --out classes.png',
    'ganport generate generator.onnx --count 100 --truncation 0.7 --each images/',
    'ganport generate generator.onnx --interpolate 5 --frames 24 --out walk.gif',
    'ganport generate runs/effects --count 9 --out sheet.png --each sounds/',
    'ganport generate runs/effects --count 9 --out sounds.wav',
    'ganport generate runs/words --count 20',
    'ganport generate runs/digits --count 1000 --out digits.npz',
    'ganport generate runs/showers --conditions 50,200 --count 500 --out showers.npz',
    'ganport generate runs/table --count 1000 --out rows.csv',
    'ganport generate runs/table --labels region=north,region=south --count 100',
  ],
})
  .argument('<model>', 'a run folder or an ONNX file')
  .option(
    '--out <file>',
    "the file to write: a picture (.png; an interpolation of images also .gif or .webp), numpy's arrays with the classes (.npz), sounds one after the other (.wav), text (.txt, .json), rows (.csv, .json; without a file, text and rows are printed); an earlier one is replaced, whole or not at all",
  )
  .option(
    '--each <folder>',
    'write single files, PNG, WAV, text, CSV or numpy arrays, into a new or an empty folder',
  )
  .addOption(
    new Option(
      '--count <n>',
      'how many samples; with --labels or --conditions, of each (default: 25, of each 10)',
    )
      .argParser(wholeNumber(1, 100_000))
      .conflicts('interpolate'),
  )
  .option(
    '--labels <list>',
    'classes: names, numbers and ranges, for example 0-4,9 or cat,dog; of rows COLUMN=CATEGORY (default: all in turn, of rows as in the data)',
  )
  .option(
    '--conditions <list>',
    'energies of volumes, for example 50,200: a row for each (default: like those of the data)',
    listOfNumbers,
  )
  .option('--seed <n>', 'the seed of the noise', seed, 1)
  .option(
    '--truncation <psi>',
    'draw values of the noise beyond this many standard deviations again',
    number(LEAST_TRUNCATION, Infinity),
  )
  .option(
    '--interpolate <n>',
    'interpolate between this many noise vectors: a .png has a row for each pair, a .gif or .webp is endless',
    wholeNumber(2, 1000),
  )
  .option('--frames <n>', 'images from one vector to the next (default: 12)', wholeNumber(2, 1000))
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .option(...timeLimit)
  .option(...memoryLimit)
  .action(async (model, { provider, seed: from, ...options }) => {
    const { generate } = await import('../generate.ts');
    const { out, each } = options;
    const request = { model, seed: from, ...defined({ ...options, providers: provider }) };
    const { count, kind, shape, settings, provider: ranOn, lines } = await generate(request);
    const written = [out, each].filter((path) => path !== undefined).join(' and ');
    const { dataKinds } = await import('@ganport/core/internal');
    const { noun, describe }: DataKind = dataKinds[kind];
    if (lines) {
      result(lines.join('\n'));
      return;
    }
    note(
      `wrote ${written}: ${count} ${noun[1]} of ${describe(shape, settings)}, computed on ${ranOn}`,
    );
  });
