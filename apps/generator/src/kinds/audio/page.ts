/** The page of a generator of sounds: pictures that play, and a WAV file. */
import { soundFile } from '@ganport/web/internal';
import { startNoisePage } from '../../noise/page.ts';
import { offerKeys, showKeys } from './keys.ts';
import { playSound } from './play.ts';

startNoisePage(
  {
    nouns: ['sound', 'sounds'],
    start: ({ drawn }) => {
      offerKeys((place) => {
        const { drawing, facts, sampleAt } = drawn() ?? {};
        const sound = drawing?.sounds?.[sampleAt?.(place) ?? 0];
        if (sound && facts?.rate) playSound(sound, facts.rate);
      });
    },
    onCanvas: showKeys,
    file: ({ sounds = [] }, { rate = 1 }) => ({
      extension: 'wav',
      content: soundFile(sounds, rate),
    }),
    describe: ({ sounds = [] }, { rate = 1 }) =>
      `${((sounds[0]?.length ?? 0) / rate).toFixed(2)} seconds of sound`,
  },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
