/**
 * What a user may have meant by a word that is no command and no flag: words of other programs for
 * the same thing, beginnings, and slips of the keyboard. A word that is far from all known ones gets
 * no suggestion, because a wrong one misleads.
 */

/** Words of other programs, without dashes and in lower case, and what they are called here. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  // Flags.
  epochs: ['--steps'],
  epoch: ['--steps'],
  iterations: ['--steps'],
  iters: ['--steps'],
  niter: ['--steps'],
  numsteps: ['--steps'],
  maxsteps: ['--steps'],
  lr: ['--generator-learning-rate', '--discriminator-learning-rate', '--learning-rate'],
  learningrate: ['--generator-learning-rate', '--discriminator-learning-rate'],
  glr: ['--generator-learning-rate'],
  dlr: ['--discriminator-learning-rate'],
  bs: ['--batch-size'],
  o: ['--out'],
  output: ['--out'],
  outdir: ['--out'],
  outputdir: ['--out'],
  savedir: ['--out'],
  logdir: ['--out'],
  dir: ['--out'],
  dataset: ['--data'],
  dataroot: ['--data'],
  datadir: ['--data'],
  real: ['--data'],
  gpu: ['--provider', '--providers'],
  cuda: ['--provider', '--providers'],
  device: ['--provider', '--providers'],
  backend: ['--engine', '--provider', '--providers'],
  z: ['--latent'],
  nz: ['--latent'],
  zdim: ['--latent'],
  latentdim: ['--latent'],
  noisedim: ['--latent'],
  size: ['--image-size'],
  resolution: ['--image-size'],
  ngf: ['--filters', '--width'],
  ndf: ['--filters', '--width'],
  channels: ['--filters', '--width'],
  gray: ['--grayscale'],
  grey: ['--grayscale'],
  logevery: ['--report-every'],
  saveevery: ['--checkpoint-every'],
  savefreq: ['--checkpoint-every'],
  continue: ['--resume'],
  restore: ['--resume'],
  n: ['--count'],
  num: ['--count'],
  samples: ['--count'],
  numsamples: ['--count'],
  classes: ['--labels'],
  class: ['--labels'],
  label: ['--labels'],
  trunc: ['--truncation'],
  interp: ['--interpolate'],
  format: ['--format', '--out'],
  report: ['--html', '--json'],
  ref: ['--reference'],
  original: ['--reference'],
  atol: ['--tolerance'],
  tol: ['--tolerance'],
  extractor: ['--features'],
  inception: ['--features'],
  verbose: ['--graph'],
  full: ['--graph'],
  // Commands.
  run: ['train'],
  fit: ['train'],
  create: ['new'],
  init: ['new'],
  sample: ['generate'],
  draw: ['generate'],
  fid: ['evaluate'],
  test: ['evaluate', 'parity'],
  score: ['evaluate'],
  verify: ['parity'],
  check: ['parity'],
  convert: ['export'],
  onnx: ['export'],
  diff: ['compare'],
  show: ['inspect'],
  info: ['inspect'],
  summary: ['inspect'],
  install: ['setup'],
  env: ['doctor'],
};

/** The share of its letters in which a word may differ from what it is meant to be. */
const MOST_DIFFERENT = 0.34;

/**
 * The known words that a word may stand for, the nearest ones.
 *
 * @param known commands, or flags with their dashes
 */
export function suggestionsFor(word: string, known: readonly string[]): string[] {
  const bare = bareOf(word);
  if (bare === '') return [];
  const meant = Object.hasOwn(synonyms, bare) ? (synonyms[bare] ?? []) : [];
  const translated = meant.filter((name) => known.includes(name));
  if (translated.length > 0) return translated;
  const distances = known.map((name) => ({ name, far: distance(bare, bareOf(name)) }));
  const near = distances.filter(
    ({ name, far }) => far <= MOST_DIFFERENT * Math.max(bare.length, bareOf(name).length),
  );
  const nearest = Math.min(...near.map(({ far }) => far));
  const best = near.filter(({ far }) => far === nearest).map(({ name }) => name);
  if (best.length > 0) return best.slice(0, 3);
  if (bare.length < 3) return [];
  return known.filter((name) => bareOf(name).startsWith(bare)).slice(0, 3);
}

/** `; did you mean --steps?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const names = suggestionsFor(word, known);
  if (names.length === 0) return '';
  const list = new Intl.ListFormat('en', { type: 'disjunction' });
  return `; did you mean ${list.format(names)}?`;
}

function bareOf(word: string): string {
  return word
    .replace(/=.*$/s, '')
    .replaceAll(/[-_\s]/g, '')
    .toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbors (optimal string alignment). */
function distance(a: string, b: string): number {
  const [m, n] = [a.length, b.length];
  if (Math.abs(m - n) > Math.max(m, n) * MOST_DIFFERENT) return Infinity;
  const rows: number[][] = [Array.from({ length: n + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= m; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= n; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + cost,
        isSwap ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  }
  return at(m, n);
}
