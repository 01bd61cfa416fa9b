/** Every text of the page, in one place. */

export const text = {
  views: {
    label: 'Views',
    title: (view: string) => `${view} – ganport studio`,
    runs: 'Runs',
    learn: 'Learn',
    train: 'Train',
    explore: 'Explore',
    compare: 'Compare',
    inside: 'Look inside',
  },
  runs: {
    title: 'Runs',
    filter: 'Filter runs by name',
    new: 'New run',
    none: 'No runs yet.',
    noneHelp: 'Start one with “New run”, or on the command line:',
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
    emptyLine: 'an empty line',
    setting: (help: string, flag: string) => `${help} (${flag})`,
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
  learn: {
    title: 'A game of two networks',
    intro: [
      'The',
      'puts points on the plane. The',
      'sees them among real points, gray, and colors the plane: blue where it expects real points, red where it expects generated ones. Each learns from the other.',
    ],
    board: 'The plane with real points, generated points, and what the discriminator expects where',
    rules: 'The rules of the game',
    shown: {
      surface: 'what the discriminator expects',
      arrows: 'which way looks more real',
      real: 'real points',
    },
    phases: {
      idle: 'ready',
      data: 'fetching the data …',
      networks: 'building the networks …',
      training: 'playing',
      stopping: 'pausing …',
      paused: 'paused',
      finished: 'finished',
    },
    modes: (hit: number) => `${hit} of 8 places hit`,
    scene: 'Game',
    scenes: {
      plain: {
        title: 'A fair game',
        story:
          'Both learn at the same rate. The points find the eight places one after the other, and often lose one again.',
      },
      collapse: {
        title: 'Collapse: the generator is too fast',
        story:
          'It learns twenty times faster than its opponent: all points rush to the place that looks best, and when it is found out, to the next. Watch the warning.',
      },
      pac: {
        title: 'Mended: pairs and an average',
        story:
          'The discriminator sees two points at a time, so that likeness gives them away (--pac 2), and the picture shows the average of many generators (--ema 0.99).',
      },
      slower: {
        title: 'Mended: a slower generator',
        story: 'The collapse from before, with the learning rates back in balance.',
      },
    },
    settings: {
      generatorLearningRate: 'Generator learns at',
      discriminatorLearningRate: 'Discriminator learns at',
      discriminatorSteps: 'Discriminator moves',
      pac: 'Points seen at a time',
      ema: 'Average over generators',
      regularizer: 'Penalty on the slope',
      spectralNorm: 'Bounded layers',
    },
    play: 'Play',
    goOn: 'Go on',
    pause: 'Pause',
    again: 'Start over',
    export: 'Export generator.onnx',
    exportHelp: 'A file for ganport generate and every ONNX Runtime.',
    charts: { modes: 'Places hit, of 8', losses: 'Losses', accuracy: 'Discriminator accuracy' },
    generated: 'generated points',
    discriminator: 'discriminator',
    generatorName: 'generator',
  },
  train: {
    title: 'Train in this browser',
    intro:
      'A network learns to draw handwritten digits, or to translate between two folders of images, in this page, by the same code as on the command line. Nothing is uploaded. The run is kept in this browser, and can go on in Node.',
    kinds: {
      mlp: {
        title: 'Standard GAN',
        story:
          'Two plain networks, as in the first paper on GANs. The fastest here: digits in a minute or two.',
      },
      dcgan: {
        title: 'DCGAN',
        story: 'Convolutions see which pixels are neighbors, so strokes become smooth.',
      },
      cgan: {
        title: 'Conditional GAN',
        story: 'A DCGAN with the digit as an input: a row for each.',
      },
      cyclegan: {
        title: 'CycleGAN',
        story:
          'Two folders of images that do not belong together in pairs, such as summer and winter: two networks learn to turn one kind into the other and back. Images and networks are small here, so that a browser can train them.',
      },
    },
    settings: {
      width: 'Size of the networks',
      seed: 'Seed',
      imageSize: 'Size of the images',
      filters: 'Filters',
      blocks: 'Residual blocks',
    },
    folderA: 'Folder A, dropped here or chosen',
    folderB: 'Folder B, dropped here or chosen',
    files: (name: string, n: string) => `${name}, ${n} files`,
    noTranslations: 'Translations appear here after the first twenty-five steps.',
    exportBoth: 'Export both generators',
    phases: {
      idle: 'ready',
      data: 'fetching the digits …',
      networks: 'building the networks …',
      training: 'training',
      stopping: 'saving …',
      paused: 'paused',
      finished: 'finished',
    },
    gpu: 'Use the graphics card (WebGPU)',
    deviceLost:
      'The browser has taken the graphics card away. The run goes on from its last checkpoint, or from the start where it has none, in WebAssembly.',
    ended: 'The part of the page that trains has ended, or was not loaded. Try again.',
    noPicture: 'Digits appear here after the first fifty steps.',
    downloadRun: 'Download the run',
    newRun: 'Begin another',
    forgetQuestion: 'This deletes the run of this browser, with its checkpoint. Go on?',
    needsFolders: 'Choose both folders first.',
    elsewhere: 'To go on in Node, unzip the run into runs/mine and type',
    elsewhereFolders: (a: string, b: string) =>
      `To go on in Node, unzip the run into runs/mine, put the folders ${a} and ${b} beside runs, and type`,
    bring: 'Go on with a run from elsewhere',
    bringHelp:
      'The folder of a run of ganport train on MNIST, or what was downloaded here. It replaces the run of this page.',
    bringFolder: 'Folder of a run',
    bringZip: 'Zip of a run',
  },
  explore: {
    title: 'Explore a generator',
    intro:
      'Any ONNX file that makes images from noise, of ganport or not. It is computed on this machine, and nothing leaves it.',
    drop: 'Drop a generator.onnx here, or choose one',
    opening: 'Opening the file …',
    finding: 'Drawing 200 images to see how they vary …',
    translator: 'turns images into images. The studio explores generators of images from noise.',
    noPictures: {
      text: 'makes lines of text. The studio explores generators whose samples are pictures; ganport web makes a page of lines, and Compare takes them too.',
      rows: 'makes rows of a table. The studio explores generators whose samples are pictures; ganport web makes a page of rows, and Compare takes them too.',
    },
    sheet: (count: number, seed: number) => `${count} generated images, seed ${seed}`,
    seed: 'Seed',
    class: 'Class',
    directions: 'What can vary',
    find: 'Find the directions',
    direction: (number: number, share: number) => `Direction ${number}, ${share} %`,
    moved: (image: number) => `Image ${image} of the sheet, moved along the directions`,
    back: 'Back to the start',
    way: 'From one to another',
    between: (from: number, to: number) => `Between image ${from} and image ${to}`,
    place: 'Place on the way',
    from: 'From image',
    to: 'To image',
    mix: 'Between classes',
    mixed: (image: number) => `Image ${image} of the sheet, as a mixture of classes`,
    share: (title: string, percent: number) => `${title}, ${percent} %`,
    firstClasses: (n: number) => `The first ${n} classes can be mixed here.`,
    nearest: 'Nearest training images',
    nearestOf: 'The nearest images of the collection, the nearest first',
    distances: (size: string, distances: string) =>
      `Of ${size} images, by pixels; 0 is the same, 1 is black against white: ${distances}.`,
    skipped: (n: number) => ` ${n === 1 ? '1 file is' : `${n} files are`} no image.`,
    looking: 'Looking through the images …',
    digits: 'The digits of MNIST',
    look: 'Look among the digits',
    images: 'A folder of images, by pixels',
    ofRun: 'The data of a run of this machine',
    lookInRun: 'Look',
    by: 'Compared by',
    foundBy: 'Found by',
    likeness: { features: 'features', pixels: 'pixels' },
    distancesOfRun: {
      features: (size: string, distances: string) =>
        `Of ${size} images, by features; 0 is the same, 1 is the mean of all: ${distances}.`,
      pixels: (size: string, distances: string) =>
        `Of ${size} images, by pixels; 0 is the same, 1 is the mean of all: ${distances}.`,
    },
  },
  inside: {
    title: 'Look inside a network',
    intro:
      'Its layers in the order in which they compute, what each makes of one input, and how long it takes.',
    bring: 'Drop any .onnx file, a run or a parity bundle here, or choose one.',
    measuring: 'Computing the network, and each layer alone …',
    again: 'Compute again',
    facts: (layers: number, parameters: string, time: string) =>
      `${layers === 1 ? '1 layer' : `${layers} layers`}, ${parameters} weights, ${time} for one run on WebAssembly.`,
    search: 'Search for a layer or an operator',
    found: (n: number) => (n === 1 ? '1 found' : `${n} found`),
    layers: 'Layers',
    list: 'The layers as a list; the drawing shows the same',
    drawing: (n: number) => `A drawing of ${n} layers from top to bottom; the list has the same`,
    closer: 'Closer',
    farther: 'Farther',
    whole: 'Whole network',
    pick: 'Choose a layer, in the drawing or in the list, to see what it makes.',
    operators: 'Operators',
    takes: 'Takes from',
    input: (name: string) => `the input ${name}`,
    result: 'Result',
    weights: 'Weights',
    weightsOf: (count: string, bytes: string) => `${count} numbers, ${bytes}`,
    weightsShort: (count: string) => `${count} weights`,
    noWeights: 'none',
    time: 'Time',
    share: (time: string, percent: number) => `${time}, ${percent} % of all layers`,
    notAlone: 'cannot be measured alone',
    maps: (shown: number, all: number) =>
      shown < all ? `The first ${shown} of ${all} feature maps` : `${all} feature maps`,
    mapsLabel: (name: string) => `Feature maps of ${name}`,
    spread: 'How often each number occurs',
    spreadLabel: (least: string, most: string) => `A histogram from ${least} to ${most}`,
    numbers: (mean: string, deviation: string, zeros: number) =>
      `mean ${mean}, standard deviation ${deviation}, ${zeros} % are zero`,
    noValue: 'It has computed nothing that can be shown.',
  },
  models: {
    notLoaded: 'The part of the page that computes was not loaded. Try again.',
    opening: 'Opening the model …',
    bundleHelp: 'What is a parity bundle?',
    file: 'An .onnx file, or a .zip of a run or bundle',
    folder: 'The folder of a run or bundle',
    kept: 'What this browser has trained',
    openKept: 'Take the run of Train',
    run: 'A run of this machine',
    choose: 'Choose a run',
    openRun: 'Open',
  },
  compare: {
    title: 'Compare runtimes',
    intro:
      'The same inputs, computed by different programs, must give the same samples. Here you see how far they are apart, and where.',
    bring: 'Drop a model, a run or a parity bundle here, or choose one.',
    kinds: {
      model: 'An ONNX file.',
      run: 'The generator of a run; the original is computed by TensorFlow.js in this page.',
      bundle: 'A parity bundle; its inputs and the outputs of its original are compared with.',
    },
    noOriginal:
      'Its original is not known: the first runtime is what the others are compared with.',
    made: (versions: string) => ` Made with ${versions}.`,
    count: 'Samples',
    tolerance: 'Tolerance',
    runtimes: 'Runtimes',
    served: (runtime: string, provider: string) => `this machine, ${runtime} ${provider}`,
    start: 'Compare',
    computing: (name: string) => `Computing ${name} …`,
    table: 'How far apart',
    runtime: 'Runtime',
    verdict: 'Verdict',
    original: 'the original',
    same: { true: 'same', false: 'different' },
    failed: (reason: string) => `not computed: ${reason}`,
    inBundle: 'in the bundle',
    pictures: 'Pictures and differences',
    picturesOf: (name: string) => `Images by ${name}`,
    linesOf: (name: string) => `Lines by ${name}`,
    differingLines: (n: number, all: number) =>
      n === 0 ? `All ${all} lines are those of the original.` : `${n} of ${all} lines differ.`,
    mapOf: (name: string) => `How far each pixel of ${name} is from the original`,
    noPictures: 'The outputs are no images, sounds or text; the table has the numbers.',
    noneChosen: 'No runtime is chosen; choose one or more.',
    nothing: 'Nothing was compared: none of the chosen runtimes has computed the model.',
    agree: (n: number, original: string, tolerance: number, largest: number) =>
      `${n === 1 ? 'The runtime computes' : `All ${n} runtimes compute`} what ${original} computes: the largest difference is ${largest === 0 ? '0' : largest.toExponential(1)}, and ${tolerance} is allowed.`,
    differ: (names: string, original: string, tolerance: number, largest: number) =>
      `Different from ${original}: ${names}. The largest difference is ${largest.toExponential(1)}, and ${tolerance} is allowed.`,
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
  modes: {
    word: 'modes of the data',
    meaning: 'How many kinds the real data have, such as the ten digits.',
  },
  secondsPerStep: {
    word: 'seconds per step',
    meaning: 'How long a training step takes, without measurements and files.',
  },
  secondsWaited: {
    word: 'seconds waited for data',
    meaning: 'How long a step waited until its images were read. Near 0 is right.',
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
  seed: {
    word: 'Seed',
    meaning:
      'The number that all random numbers come from: the same seed draws the same noise, and so the same samples. --seed',
  },
  steps: {
    word: 'Steps',
    meaning: 'In a step both networks learn once, each from one batch of images. --steps',
  },
  variant: {
    word: 'Kind of GAN',
    meaning:
      'The two networks and what they learn: images from noise, with labels, or from images.',
  },
  generator: {
    word: 'generator',
    meaning:
      'The network that makes things: numbers drawn at random go in, a point or an image comes out.',
  },
  discriminator: {
    word: 'discriminator',
    meaning: 'The network that judges things: it learns to tell real from generated.',
  },
  generatorLearningRate: {
    word: 'learning rate',
    meaning: 'How far a step changes the generator. --generator-learning-rate',
  },
  discriminatorLearningRate: {
    word: 'learning rate',
    meaning: 'How far a step changes the discriminator. --discriminator-learning-rate',
  },
  discriminatorSteps: {
    word: 'discriminator moves',
    meaning:
      'How often the discriminator learns for each time that the generator does. --discriminator-steps',
  },
  pac: {
    word: 'pac',
    meaning:
      'How many points the discriminator judges together. Points that are all alike give themselves away. --pac',
  },
  ema: {
    word: 'ema',
    meaning:
      'Shows the moving average of the generators of many steps, which circles less than each of them. --ema',
  },
  regularizer: {
    word: 'regularizer',
    meaning:
      'What a steep discriminator pays. Gentle slopes lead the generator instead of throwing it. --regularizer',
  },
  spectralNorm: {
    word: 'spectral normalization',
    meaning:
      'Bounds how much each layer of the discriminator can stretch differences. --spectral-norm',
  },
  width: {
    word: 'size',
    meaning:
      'The share of the published number of units or filters. Larger ones learn better and slower. --width',
  },
  filters: {
    word: 'filters',
    meaning: 'How many patterns the first layer looks for; the next ones look for more. --filters',
  },
  blocks: {
    word: 'residual blocks',
    meaning: 'Layers in the middle that each change the image a little. --blocks',
  },
  directions: {
    word: 'directions',
    meaning:
      'Principal components of many images, and the change of the noise that goes with each: thickness, slant, kind. The percentage is the share of the variation along a direction. They are found anew for each seed and class.',
  },
  mixing: {
    word: 'mixing',
    meaning:
      'What the network makes of a class, a one-hot vector or an embedding, is computed for each class and mixed by weight; the rest of the network draws from the mixture.',
  },
  nearest: {
    word: 'nearest images',
    meaning:
      'Those that differ least from the image. A generator that copies its data has distances near 0.',
  },
  likeness: {
    word: 'features',
    meaning:
      'What a network that was trained to recognize images makes of them: near where images look alike, though all their pixels differ. There is one for digits here; for others, ganport setup features fetches one for the studio on a machine.',
  },
  interpolation: {
    word: 'interpolation',
    meaning:
      'The noise moves along an arc from that of one image to that of another; every place between is an image too.',
  },
  bundle: {
    word: 'parity bundle',
    meaning:
      'A comparison as files: the model, the inputs, and the outputs of the original and of each runtime, made on any machine with ganport parity --bundle.',
  },
  runtime: {
    word: 'runtime',
    meaning:
      'A program that computes networks: on the processor (cpu), in the browser (wasm), or on the graphics card (webgpu, cuda).',
  },
  tolerance: {
    word: 'Tolerance',
    meaning: 'The largest difference of two numbers that still counts as the same.',
  },
  maxAbs: { word: 'largest', meaning: 'The largest difference of two numbers of the outputs.' },
  meanAbs: { word: 'mean', meaning: 'The mean difference of all numbers of the outputs.' },
  relative: {
    word: 'relative',
    meaning: 'The largest difference in relation to how large the numbers are.',
  },
  cosine: {
    word: 'cosine',
    meaning: 'Whether both outputs point in the same direction: 1 is the same.',
  },
  featureMaps: {
    word: 'Feature maps',
    meaning:
      'What one filter each has found where in the image, from dark for the least to bright for the most. Each has a scale of its own.',
  },
  layerTime: {
    word: 'Time',
    meaning:
      'Of the layer as a network of its own, on WebAssembly, with the handing over of its input and result. In the whole network layers may be computed together, so the sum is larger.',
  },
  runTime: {
    word: 'time',
    meaning:
      'Of one run. Where it can, it is the second run: the first one also prepares. A machine behind a server is asked over the network.',
  },
  loss: {
    word: 'Loss',
    meaning: 'The rule of the game: what each network tries to make small.',
  },
} as const;

export type TermName = keyof typeof terms;
