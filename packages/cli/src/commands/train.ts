/** `ganport train`: a run folder from data. */
import { Argument, Option } from '@commander-js/extra-typings';
import { openRunFolder, parseConfig, variantNames } from '@ganport/core';
import { listOf, positiveNumber, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { defined } from '../defined.ts';
import { note } from '../terminal.ts';
import { useFastestTfjs } from '../tfjs-node.ts';
import { runTraining } from '../training-run.ts';

const defaults = parseConfig({ variant: 'dcgan' });
const counted = wholeNumber(1);

export const command = createCommand('train', {
  description:
    'Trains a GAN into a run folder: config.json, metrics.jsonl, samples, curves, checkpoints and generator.onnx. Ctrl-C saves a checkpoint first.',
  examples: [
    'ganport train dcgan --data mnist --out runs/digits',
    'ganport train mlp --data photos/ --out runs/photos --steps 20000 --seed 7',
    'ganport train dcgan --out runs/digits --steps 20000 --resume',
  ],
})
  .addArgument(new Argument('<variant>', 'the networks').choices(variantNames))
  .requiredOption('--out <run>', 'the run folder')
  .option('--data <data>', `mnist, an IDX file, or a folder of images (default: ${defaults.data})`)
  .option('--steps <n>', `training steps in all (default: ${defaults.steps})`, counted)
  .option('--batch-size <n>', `real images in a step (default: ${defaults.batchSize})`, counted)
  .option('--seed <n>', `where all random numbers come from (default: ${defaults.seed})`, seed)
  .option(
    '--width <factor>',
    `times the published number of filters (default: ${defaults.width})`,
    positiveNumber,
  )
  .addOption(
    new Option('--engine <engine>', `what runs the step (default: ${defaults.engine})`).choices([
      'onnx',
      'tfjs',
    ] as const),
  )
  .option(
    '--provider <names>',
    'onnx: execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .option('--threads <n>', 'onnx: threads of the CPU (default: one for each core)', counted)
  .option(
    '--report-every <n>',
    `steps between lines on the terminal (default: ${defaults.reportEvery})`,
    counted,
  )
  .option(
    '--sample-every <n>',
    `steps between grids of samples (default: ${defaults.sampleEvery})`,
    counted,
  )
  .option(
    '--metrics-every <n>',
    `steps between rows of metrics.jsonl (default: ${defaults.metricsEvery})`,
    counted,
  )
  .option(
    '--checkpoint-every <n>',
    `steps between checkpoints (default: ${defaults.checkpointEvery})`,
    counted,
  )
  .option('--resume', "go on from the run's last checkpoint, with its settings")
  .action(async (variant, { out, resume = false, provider, ...options }) => {
    const settings = { variant, ...defined({ ...options, providers: provider }) };
    const stored = resume ? ((await openRunFolder(out)).config as object) : {};
    const { steps, engine } = parseConfig({ ...stored, ...settings });
    if (engine === 'tfjs' && (await useFastestTfjs()) === 'cpu') {
      note(
        "tfjs runs on its cpu backend, hundreds of times slower than onnx; 'ganport doctor' says how to get tfjs-node",
      );
    }
    const { run } = await runTraining({
      settings,
      steps,
      out,
      resume,
      resumeWith: `ganport train ${variant} --out ${out} --resume`,
    });
    note(`generator: ${run.generator}`);
    note(`samples:   ${run.samples}`);
    note(`curves:    ${run.curves}`);
  });
