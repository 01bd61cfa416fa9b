/** The settings of a training as flags: each is a field of config.json under its own name. */
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { lossPresetNames, parseConfig, regularizerNames, type TrainSettings } from '@ganport/core';
import { listOf, number, positiveNumber, seed, wholeNumber } from './arguments.ts';

/** A flag; commander turns `--batch-size` into the field batchSize. */
interface Flag {
  readonly flags: string;
  readonly text: string;
  readonly parse?: (text: string) => unknown;
  readonly choices?: readonly string[];
  /** The field, where its name is not the flag's. */
  readonly field?: keyof TrainSettings;
}

const counted = wholeNumber(1);
const from0 = wholeNumber(0);
const atLeast0 = number(0, Infinity);

const groups: Readonly<Record<string, readonly Flag[]>> = {
  'Data:': [
    {
      flags: '--data <data>',
      text: 'mnist, stacked-mnist, ring, an IDX or NPZ file, a folder of images, or of pairs',
    },
    { flags: '--data-a <folder>', text: 'translation: images of the first domain' },
    { flags: '--data-b <folder>', text: 'translation: images of the second domain' },
    { flags: '--image-size <pixels>', text: 'resize images to this', parse: counted },
    { flags: '--crop <pixels>', text: 'first cut out the middle of this size', parse: counted },
    { flags: '--grayscale', text: 'make grey of colours' },
    {
      flags: '--load-size <pixels>',
      text: 'translation: read images at this size, to cut --image-size out at random',
      parse: counted,
    },
    { flags: '--no-flip', text: 'translation: do not mirror images at random' },
  ],
  'Training:': [
    { flags: '--steps <n>', text: 'training steps in all', parse: counted },
    { flags: '--batch-size <n>', text: 'real images in a step', parse: counted },
    {
      flags: '--generator-batch-size <n>',
      text: "images in the generator's part of a step",
      parse: counted,
    },
    { flags: '--seed <n>', text: 'where all random numbers come from', parse: seed },
    {
      flags: '--preset <preset>',
      text: "the field's defaults, or the article's",
      choices: ['field', 'article'],
    },
    {
      flags: '--loss <loss>',
      text: 'what is minimised, with the settings of its paper',
      choices: lossPresetNames,
    },
    {
      flags: '--regularizer <name>',
      text: "of the discriminator's slope",
      choices: ['none', ...regularizerNames],
    },
    { flags: '--regularizer-weight <w>', text: 'its weight', parse: atLeast0 },
    { flags: '--clip <bound>', text: "clip the discriminator's weights to ±this", parse: atLeast0 },
    {
      flags: '--discriminator-steps <n>',
      text: "steps of the discriminator for each of the generator's",
      parse: counted,
    },
    { flags: '--generator-learning-rate <r>', text: "Adam's", parse: positiveNumber },
    { flags: '--discriminator-learning-rate <r>', text: "Adam's", parse: positiveNumber },
    { flags: '--beta1 <b>', text: "Adam's", parse: atLeast0 },
    { flags: '--beta2 <b>', text: "Adam's", parse: atLeast0 },
    { flags: '--decay-from <step>', text: 'learning rates fall from here on, …', parse: from0 },
    {
      flags: '--decay-until <step>',
      text: '… and are 0 here (default: the last step)',
      parse: counted,
    },
  ],
  'Remedies:': [
    {
      flags: '--real-label <y>',
      text: 'one-sided label smoothing, e.g. 0.9',
      parse: positiveNumber,
    },
    { flags: '--instance-noise <stddev>', text: 'noise on all that is judged', parse: atLeast0 },
    { flags: '--augment <policy>', text: 'DiffAugment: color,translation,cutout' },
    { flags: '--ema <decay>', text: "keep the generator's moving average", parse: atLeast0 },
    { flags: '--spectral-norm', text: 'in the discriminator' },
    { flags: '--attention', text: 'self-attention in both networks' },
    { flags: '--minibatch-stddev', text: 'show the discriminator how samples vary' },
    { flags: '--pac <n>', text: 'samples judged at a time (PacGAN)', parse: counted },
    {
      flags: '--upsampling <kind>',
      text: 'transposed convolutions, or nearest pixels and a convolution',
      choices: ['transposed', 'nearest'],
    },
  ],
  'Networks:': [
    { flags: '--width <factor>', text: 'times the published filters', parse: positiveNumber },
    { flags: '--latent <n>', text: 'length of the noise vector', parse: counted },
    { flags: '--filters <n>', text: 'translation: filters of the first layer', parse: counted },
    { flags: '--blocks <n>', text: 'translation: residual blocks', parse: from0 },
    { flags: '--cycle-weight <w>', text: 'cyclegan: of the way there and back', parse: atLeast0 },
    { flags: '--identity-weight <w>', text: 'cyclegan: of leaving alone', parse: atLeast0 },
    {
      flags: '--pair-weight <w>',
      text: 'pix2pix: of the distance to the partner',
      parse: atLeast0,
    },
    { flags: '--pool-size <n>', text: 'cyclegan: earlier translations kept', parse: from0 },
  ],
  'Machine:': [
    { flags: '--engine <engine>', text: 'what runs the step', choices: ['onnx', 'tfjs'] },
    {
      flags: '--provider <names>',
      text: 'onnx: execution providers to try in order',
      parse: listOf(['cpu', 'cuda', 'webgpu']),
      field: 'providers',
    },
    { flags: '--threads <n>', text: 'onnx: threads of the CPU', parse: counted },
  ],
  'Reports:': [
    { flags: '--report-every <n>', text: 'steps between lines on the terminal', parse: counted },
    { flags: '--sample-every <n>', text: 'steps between pictures of samples', parse: counted },
    { flags: '--metrics-every <n>', text: 'steps between rows of metrics.jsonl', parse: counted },
    { flags: '--checkpoint-every <n>', text: 'steps between checkpoints', parse: counted },
    {
      flags: '--monitor-every <n>',
      text: 'steps between looks at the diversity of samples and the classes hit',
      parse: counted,
    },
    {
      flags: '--evaluate-every <n>',
      text: 'mnist: steps between FID and IS of 2,000 samples (default: never)',
      parse: counted,
    },
  ],
};

const defaults: Readonly<Record<string, unknown>> = parseConfig({ variant: 'dcgan' });

/** Adds all of them, each with dcgan's default in its help. */
export function addTrainOptions(command: CommandUnknownOpts): void {
  for (const [heading, flags] of Object.entries(groups)) {
    for (const flag of flags) {
      const option = new Option(flag.flags, withDefault(flag));
      option.helpGroup(heading);
      if (flag.choices) option.choices([...flag.choices]);
      const { parse } = flag;
      if (parse) option.argParser((text: string) => parse(text));
      command.addOption(option);
    }
  }
}

/** What was given of them, as settings. */
export function trainSettings(options: Readonly<Record<string, unknown>>): Partial<TrainSettings> {
  const settings: Record<string, unknown> = {};
  for (const flag of Object.values(groups).flat()) {
    const value = options[new Option(flag.flags).attributeName()];
    // Commander takes a flag that begins with no- for true where it is not given.
    const isGiven = flag.flags.startsWith('--no-') ? value === false : value !== undefined;
    if (isGiven) settings[fieldOf(flag)] = value;
  }
  return settings;
}

function fieldOf({ field, flags }: Flag): string {
  return field ?? new Option(flags).attributeName();
}

function withDefault(flag: Flag): string {
  const value = defaults[fieldOf(flag)];
  const isSaid = flag.text.includes('default:') || value === undefined || value === false;
  return isSaid ? flag.text : `${flag.text} (default: ${value as string | number})`;
}
