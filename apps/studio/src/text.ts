/** Every text of the page, in one place. */

export const text = {
  views: { label: 'Views', runs: 'Runs' },
  runs: {
    title: 'Runs',
    filter: 'Filter runs by name',
    new: 'New run',
    none: 'No runs yet.',
    noneHelp: 'Start one here, or with the command line:',
    noMatch: 'No run has this in its name.',
    more: (left: number) => `Show ${left} more`,
    compare: (name: string) => `Show ${name} beside the others`,
    progress: 'Progress',
    pick: 'Choose a run to see how it learns.',
    step: (done: string, all?: string) =>
      all === undefined ? `step ${done}` : `${done} of ${all} steps`,
    noSteps: 'not started',
    warnings: (n: number) => (n === 1 ? '1 warning' : `${n} warnings`),
    states: { running: 'training', finished: 'finished', stopped: 'stopped' },
    connecting: 'Connecting …',
    lost: 'The studio does not answer. Is the command still running?',
    offlineTitle: 'Runs live on your machine',
    offline:
      'This page is open without its server. To see your runs as they train, start the studio in the folder that holds them:',
    offlineToken:
      'To keep other programs out, the page needs the whole address that the command prints.',
  },
  run: {
    several: (n: number) => `${n} runs`,
    stop: 'Stop',
    stopping: 'Stopping …',
    stopHelp: 'Saves a checkpoint first.',
    resume: 'Resume',
    resumeTo: 'Steps in all',
    evaluate: 'Evaluate',
    evaluating: 'Evaluating …',
    evaluateHelp: 'Compares 2,000 samples with real images.',
    cannotStop: (pid: number, host: string) =>
      `Process ${pid} of ${host} trains here; stop it where it runs.`,
    samples: 'Samples',
    samplesOf: (step: string) => `Samples after ${step} steps`,
    time: 'Step of the picture',
    step: (step: string) => `step ${step}`,
    play: 'Play',
    pause: 'Pause',
    noPictures: 'No pictures yet.',
    curves: 'Curves',
    smoothing: 'Smoothing',
    less: 'Show fewer curves',
    more: 'Show all curves',
    noCurves: 'No numbers yet. They come with the first steps.',
    warnings: 'Warnings',
    noWarnings: 'No signs of trouble.',
    settings: 'Settings',
    metrics: 'Metrics',
    evaluation: (n: string) => `Evaluation of ${n} samples`,
    metric: 'Metric',
    last: 'Last',
    best: 'Best',
    value: 'Samples',
    floor: 'Floor',
    at: (step: string) => `at step ${step}`,
    problems: 'Damaged files',
    differences: 'What differs',
    noDifferences: 'All settings are the same.',
    failed: (what: string) => `${what} failed`,
    kinds: { train: 'Training', resume: 'Resuming', evaluate: 'Evaluation' },
    dismiss: 'Dismiss',
    chart: (title: string, runs: string) => `${title}: ${runs}`,
  },
  start: {
    title: 'New run',
    name: 'Name',
    nameHelp: 'Its folder.',
    variant: 'Kind of GAN',
    data: 'Data',
    steps: 'Steps',
    loss: 'Loss',
    more: 'All settings',
    concerns: {
      data: 'Data',
      optimization: 'Optimization',
      objective: 'Objective',
      networks: 'Networks',
      machine: 'Machine',
      reports: 'Reports',
    } as Readonly<Record<string, string>>,
    asDefault: 'default',
    yes: 'yes',
    no: 'no',
    command: 'The same on the command line',
    start: 'Start training',
    cancel: 'Cancel',
  },
} as const;

/** Words of the field, with a plain explanation each. The keys are names of metrics and settings. */
export const terms = {
  dLoss: {
    word: 'discriminator loss',
    meaning:
      'How wrong the discriminator is about which images are real. The losses of two opponents say who is ahead, not how good the images are.',
  },
  gLoss: {
    word: 'generator loss',
    meaning:
      'How badly the generator fools the discriminator. It need not fall while images get better.',
  },
  dAccuracy: {
    word: 'discriminator accuracy',
    meaning:
      'The share of images that the discriminator tells apart. Near 100 % the generator learns little; 50 % is guessing.',
  },
  dAccuracyReal: {
    word: 'accuracy on real images',
    meaning: 'The share of real images that the discriminator takes for real.',
  },
  dAccuracyGenerated: {
    word: 'accuracy on samples',
    meaning: 'The share of generated images that the discriminator sees through.',
  },
  dGradientNorm: {
    word: 'discriminator gradient norm',
    meaning: 'How strongly a step wants to change the discriminator.',
  },
  gGradientNorm: {
    word: 'generator gradient norm',
    meaning: 'How strongly a step wants to change the generator. Near zero it does not learn.',
  },
  diversity: {
    word: 'diversity',
    meaning: 'The mean distance between samples.',
  },
  diversityRatio: {
    word: 'diversity',
    meaning:
      'How much samples differ from each other, relative to real images. 1 is as diverse as real; near 0 all samples look alike, which is called mode collapse.',
  },
  modesHit: {
    word: 'modes hit',
    meaning: 'How many of the kinds of real images, such as the ten digits, the samples show.',
  },
  inModes: {
    word: 'samples in a mode',
    meaning: 'The share of samples that belong to one of the kinds of real images.',
  },
  fid: {
    word: 'Fréchet distance (FID)',
    meaning:
      'How far the samples are from real images as a whole, in the features of a classifier. Lower is better.',
  },
  is: {
    word: 'inception score (IS)',
    meaning:
      'Whether each sample is clearly of one class, and all classes occur. Higher is better.',
  },
  kid: {
    word: 'kernel distance (KID)',
    meaning: 'As the Fréchet distance, and fair for few images. Lower is better.',
  },
  precision: {
    word: 'precision',
    meaning: 'The share of samples that look like real images.',
  },
  recall: {
    word: 'recall',
    meaning: 'The share of real images that the samples come near.',
  },
  density: { word: 'density', meaning: 'As precision, and robust to odd real images.' },
  coverage: { word: 'coverage', meaning: 'The share of real images with a sample nearby.' },
  classesHit: { word: 'classes hit', meaning: 'How many classes the samples show.' },
  classKl: {
    word: 'KL of classes',
    meaning: 'How unevenly the samples spread over the classes. 0 is even.',
  },
  floor: {
    word: 'Floor',
    meaning: 'The value of real images that the generator has not seen: as good as it gets.',
  },
  smoothing: {
    word: 'Smoothing',
    meaning: 'Shows a moving average, so that a trend can be seen through the noise.',
  },
  checkpoint: {
    word: 'checkpoint',
    meaning: 'Everything that a run needs to go on as if it had never stopped.',
  },
  variant: {
    word: 'Kind of GAN',
    meaning:
      'The two networks and what they learn: images from noise, with labels, or from images.',
  },
  loss: {
    word: 'Loss',
    meaning: 'The rule of the game: what each network tries to make small.',
  },
} as const;

export type TermName = keyof typeof terms;
