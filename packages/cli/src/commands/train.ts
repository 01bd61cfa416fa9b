/** `ganport train`: a run folder from data. */
import { Argument, InvalidArgumentError } from '@commander-js/extra-typings';
import { createPlan, variantNames } from '@ganport/core';
import { lossPresetNames } from '@ganport/core/internal';
import { loadVariant, openRunFolder } from '@ganport/lab';
import { isVariantFile } from '@ganport/lab/internal';
import { createCommand } from '../command.ts';
import { didYouMean } from '../suggestions.ts';
import { note } from '../terminal.ts';
import { useFastestTfjs } from '../tfjs-node.ts';
import { addTrainOptions, trainSettings } from '../train-options.ts';
import { runTraining } from '../training-run.ts';

export const command = createCommand('train', {
  description:
    "Trains a GAN into a run folder: config.json, metrics.jsonl, samples, curves, checkpoints and the generators as ONNX. Defaults are dcgan's; a loss and a variant bring their papers' along. Ctrl-C saves a checkpoint first.",
  examples: [
    'ganport train dcgan --data mnist --out runs/digits',
    'ganport train cgan --out runs/labeled --steps 5000 --ema 0.999',
    'ganport train dcgan --out runs/critic --loss wgan-gp',
    'ganport train cyclegan --data-a photos/ --data-b paintings/ --image-size 64 --out runs/paint',
    'ganport train dcgan --out runs/digits --steps 20000 --resume',
    'ganport train dcgan --out runs/four --workers 4 --sync-batch-norm',
    'ganport train ./my-gan.mjs --data mnist --out runs/mine',
  ],
})
  .addArgument(
    new Argument(
      '<variant>',
      `the networks and what they learn: ${variantNames.join(', ')}, or a file of your own (ganport new)`,
    ).argParser(knownVariant),
  )
  .requiredOption('--out <run>', 'the run folder')
  .option('--resume', "go on from the run's last checkpoint, with its settings");

addTrainOptions(command);

command.action(async (named, options) => {
  const { out, resume = false } = options;
  const { name, variant } = await loadVariant(named);
  const settings = { ...trainSettings(command.opts()), variant: name };
  const stored = resume ? ((await openRunFolder(out)).config as object) : {};
  const { steps, engine } = createPlan({ ...stored, ...settings }, variant).config;
  if (engine === 'tfjs' && (await useFastestTfjs()) === 'cpu') {
    note(
      "tfjs runs on its cpu backend, hundreds of times slower than onnx; 'ganport doctor' shows how to install tfjs-node",
    );
  }
  const { run, generators } = await runTraining({
    settings,
    variant,
    steps,
    out,
    resume,
    resumeWith: `ganport train ${named} --out ${out} --resume`,
  });
  for (const file of generators) note(`generator: ${file}`);
  note(`samples:   ${run.samples}`);
  note(`curves:    ${run.curves}`);
});

/** A variant of ganport, or what looks like a file. */
function knownVariant(text: string): string {
  if (isVariantFile(text) || variantNames.some((name) => name === text)) return text;
  const known = variantNames.join(', ');
  const loss = lossPresetNames.some((name) => name === text) ? `; ${text} is a --loss` : '';
  const meant = didYouMean(text, variantNames);
  throw new InvalidArgumentError(
    `Allowed choices are ${known}, or a file such as ./my-gan.mjs${loss}${meant}`,
  );
}
