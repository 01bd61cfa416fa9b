/** Settings of the data: what a run learns from, and how its images are prepared. */
import * as z from 'zod';
import { MOST_QUANTILES } from '../data/condition.ts';
import { limits } from '../limits.ts';
import { BINS } from '../sounds/log-spectrum.ts';
import { type Table, tableProblem } from '../tables/table.ts';
import { setting, upTo, type ValuesOf } from './setting.ts';

const side = () => upTo(limits.side);
const bins = (each: z.ZodNumber) => z.array(each).length(BINS);
const path = () => z.string().min(1);

export const dataSettings = {
  data: setting(
    path().default('mnist'),
    '--data <data>',
    'mnist, avatars, stacked-mnist, ring, sfx, jets, showers, fields, words, names, households, an IDX, NPZ, HDF5, .csv or .txt file, a folder of images, of pairs, of sounds or of text',
  ),
  dataA: setting(path().optional(), '--data-a <folder>', 'translation: images of the first domain'),
  dataB: setting(
    path().optional(),
    '--data-b <folder>',
    'translation: images of the second domain',
  ),
  imageSize: setting(side().optional(), '--image-size <pixels>', 'resize images to this'),
  crop: setting(side().optional(), '--crop <pixels>', 'crop the middle of images to this first'),
  grayscale: setting(z.boolean().default(false), '--grayscale', 'convert colors to gray'),
  loadSize: setting(
    side().optional(),
    '--load-size <pixels>',
    'translation: read images at this size and crop them to --image-size at random',
  ),
  flip: setting(
    z.boolean().default(false),
    '--no-flip',
    'translation: do not mirror images at random',
  ),
  length: setting(
    upTo(limits.soundSamples).optional(),
    '--length <samples>',
    'audio: samples of a sound; text: characters of a line',
  ),
  sampleRate: setting(
    z.int().min(1000).max(limits.sampleRate).optional(),
    '--sample-rate <hz>',
    'audio: samples a second, to which sounds are resampled',
  ),
  slice: setting(
    z.enum(['random', 'first']).optional(),
    '--slice <part>',
    'audio: the part of longer sounds, another one each time or the first',
  ),
  loudness: setting(
    z.enum(['keep', 'peak']).optional(),
    '--loudness <how>',
    'audio: keep that of each file, or make the peak of each the same',
  ),
  characters: setting(
    z.int().min(3).max(limits.characters).optional(),
    '--characters <n>',
    'text: the most characters that are told apart, the frequent ones',
  ),
  discrete: setting(
    z.string().min(1).optional(),
    '--discrete <columns>',
    'tables: names of columns whose numbers are categories, separated by commas',
  ),
  image: setting(
    z.tuple([side(), side(), upTo(limits.channels)]).optional(),
    undefined,
    'height, width and channels of the images, from the data',
  ),
  sample: setting(
    z.array(z.int().min(1).max(limits.tensorValues)).min(1).max(4).optional(),
    undefined,
    'the shape of a sample that is no image, from the data',
  ),
  condition: setting(
    z
      .strictObject({
        name: z.string().min(1),
        unit: z.string(),
        quantiles: z.array(z.number().positive()).min(2).max(MOST_QUANTILES),
      })
      .optional(),
    undefined,
    'the name, the unit and the quantiles of the condition, from the data',
  ),
  calibration: setting(
    z.strictObject({ cell: z.number().positive(), response: z.number().positive() }).optional(),
    undefined,
    'how large the cells of volumes and their sums are, from the data',
  ),
  vocabulary: setting(
    z.array(z.string()).max(limits.characters).optional(),
    undefined,
    'the characters of text by number, from the data',
  ),
  spectrum: setting(
    z.strictObject({ mean: bins(z.number()), deviation: bins(z.number().positive()) }).optional(),
    undefined,
    'audio: the mean and the deviation of each frequency, from the data',
  ),
  table: setting(
    z
      .custom<Table>((value) => tableProblem(value) === undefined, {
        error: ({ input }) => tableProblem(input) ?? 'must be a list of columns',
      })
      .optional(),
    undefined,
    'the columns of a table, from the data',
  ),
  classNames: setting(
    z.array(z.string()).max(limits.classes).default([]),
    undefined,
    'the names of the classes, from the data, where the variant uses labels',
  ),
} as const;

export type DataSettings = ValuesOf<typeof dataSettings>;
