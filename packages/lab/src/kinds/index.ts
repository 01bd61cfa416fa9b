/** The data kinds in Node by name. A new one is a file in this folder and a line here. */
import type { KindName } from '@ganport/core';
import { audio } from './audio.ts';
import { images } from './images.ts';
import { jets } from './jets.ts';
import type { KindInLab } from './kind-in-lab.ts';
import { rows } from './rows.ts';
import { text } from './text.ts';
import { volumes } from './volumes.ts';

export const kindsInLab: Readonly<Record<KindName, KindInLab>> = {
  images,
  points: {
    ...images,
    arrays: ({ data }, classes) => ({
      points: { data, shape: [data.length / 2, 2] },
      ...classes,
    }),
  },
  audio,
  jets,
  volumes,
  text,
  rows,
};
