/** FLAC, MP3, Ogg Vorbis and Opus: headers, frames, and the sounds in them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '@ganport/lab';
import { checkDataset } from '../dataset.mjs';
import { mutatedBytes } from '../mutate.mjs';
import { fixture } from '../seeds.mjs';

const seeds = ['tone.flac', 'tone-24.flac', 'tone.mp3', 'tone-vorbis.ogg', 'tone.opus'];

/** @type {import('../target.mjs').Target} */
export default {
  about: 'openDataset: FLAC, MP3, Ogg Vorbis and Opus',
  open: async (folder) => {
    const sounds = join(folder, 'sounds');
    mkdirSync(sounds);
    return {
      cases: mutatedBytes(seeds.map((name) => fixture('sounds', name))),
      async run(bytes) {
        // The format is found by the content.
        writeFileSync(join(sounds, 'a.ogg'), bytes);
        const options = { maxBytes: 2 ** 22, sounds: { length: 64, sampleRate: 4000 } };
        await checkDataset(await openDataset(sounds, options));
      },
    };
  },
};
