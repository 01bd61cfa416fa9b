/**
 * SpecGAN: DCGAN on logarithmic spectrograms of sounds. Training sees images of 128 frames and 128
 * frequencies for 16,384 samples; the exported generator makes sounds of its images by Griffin and Lim's
 * iterations, and the exported discriminator takes sounds.
 */
import {
  conv,
  convTranspose,
  dense,
  flatten,
  fromLogSpectrogram,
  leakyReLU,
  relu,
  reshape,
  tanh,
  toLogSpectrogram,
} from '../layers/index.ts';
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';
import { sequence } from '../models/chain.ts';
import {
  BINS,
  HOP,
  measuredSounds,
  measureLogSpectrum,
  usualSpectrum,
} from '../sounds/log-spectrum.ts';
import { packed, scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings, Representation } from './variant.ts';
import { lengthOf, soundDefaults } from './wavegan.ts';

/** What the networks see, and make. */
export const SPECTROGRAM = 'spectrogram';
/** The filters beside the image; those of each further layer are twice as many. */
const BASE = 64;
/** Each halves or doubles the frequencies, 128 from 4, and the frames as long as they are even. */
const LAYERS = 5;
/** Sounds begin in pairs of frames (griffin-lim.ts). */
const UNIT = 2 * HOP;

/**
 * The image of a sound: frames, frequencies, one channel.
 *
 * @throws CoreError 'data-mismatch' for a length that no such network makes, with the nearest
 */
export function spectrogramShape(settings: Pick<NetworkSettings, 'sample'>): ImageShape {
  const length = lengthOf(settings);
  if (length % UNIT === 0) return [length / HOP, BINS, 1];
  const nearest = UNIT * Math.max(1, Math.round(length / UNIT));
  const message = `specgan: cannot make sounds of ${length} samples; set --length to ${nearest}, a multiple of ${UNIT}`;
  throw new CoreError('data-mismatch', message);
}

/** How often the frames can be halved: 5 times for 128. */
function halvings(frames: number): number {
  let count = 0;
  while (count < LAYERS && frames % 2 ** (count + 1) === 0) count++;
  return count;
}

/** The filters and the window of the layer that is `distance` layers away from the image. */
function layerAt({ width, sample }: NetworkSettings, distance: number) {
  const [frames] = spectrogramShape({ sample });
  const along = distance < halvings(frames) ? 2 : 1;
  const stride: readonly [number, number] = [along, 2];
  return { filters: scaled(width, BASE * 2 ** distance), window: { kernel: 5, stride } } as const;
}

/** From a vector to the image of a sound. */
export function spectrogramGeneratorLayers(settings: NetworkSettings) {
  const [frames, bins] = spectrogramShape(settings);
  const start = [frames / 2 ** halvings(frames), bins / 2 ** LAYERS] as const;
  const { filters: first } = layerAt(settings, LAYERS - 1);
  const layers = [
    dense('project', start[0] * start[1] * first),
    reshape('reshape', [...start, first]),
    relu('relu_1'),
  ];
  for (let i = 1; i < LAYERS; i++) {
    const { window } = layerAt(settings, LAYERS - i);
    const { filters } = layerAt(settings, LAYERS - 1 - i);
    layers.push(convTranspose(`up_${i}`, filters, window), relu(`relu_${i + 1}`));
  }
  const { window } = layerAt(settings, 0);
  return [...layers, convTranspose(`up_${LAYERS}`, 1, window), tanh(SPECTROGRAM)];
}

/** From the image of a sound to a logit. */
export function spectrogramDiscriminatorLayers(settings: NetworkSettings) {
  const down = Array.from({ length: LAYERS }, (_, i) => {
    const { filters, window } = layerAt(settings, i);
    return [conv(`down_${i + 1}`, filters, window), leakyReLU(`leaky_${i + 1}`)];
  });
  return [...down.flat(), flatten('flatten'), dense('logit', 1)];
}

/** Images of sounds, normalized by the frequencies of the data. */
export const logSpectrograms: Representation = {
  tensor: SPECTROGRAM,
  layers: ({ spectrum = usualSpectrum }) => ({
    encode: () => [toLogSpectrogram('to_spectrogram', spectrum)],
    decode: () => [fromLogSpectrogram('audio', spectrum)],
  }),
  measures: {
    setting: 'spectrum',
    count: (size, sample) => measuredSounds(size, HOP * spectrogramShape({ sample })[0]),
    measure: (sounds, sample) => {
      const { mean, deviation } = measureLogSpectrum(sounds, lengthOf({ sample }));
      return { spectrum: { mean: [...mean], deviation: [...deviation] } };
    },
  },
};

export const specgan: GanVariant = {
  name: 'specgan',
  source: 'Donahue, McAuley & Puckette 2019, section 4 and tables 5 and 6',
  task: 'generation',
  kinds: ['audio'],
  noise: 'uniform',
  representation: logSpectrograms,
  networks: (settings) => ({
    generator: sequence('noise', [settings.latent], () => spectrogramGeneratorLayers(settings)),
    discriminator: sequence(SPECTROGRAM, packed(spectrogramShape(settings), settings.pac), () =>
      spectrogramDiscriminatorLayers(settings),
    ),
  }),
  initialization: { kernel: { kind: 'glorot' } },
  defaults: soundDefaults,
  parts: [],
};
