/** Sounds as a file. */
import { encodeWav, joinSounds } from '@ganport/core/internal';

/**
 * A WAV file of sounds one after the other, with a quarter of a second between them.
 *
 * @param sounds of one length, in [-1, 1]
 * @param rate samples a second
 * @example
 * const { sounds = [] } = await model.draw({ noise: model.noise({ seed: 1, count: 5 }) });
 * new Blob([soundFile(sounds, 16_000)], { type: 'audio/wav' });
 */
export function soundFile(sounds: readonly Float32Array[], rate: number): Uint8Array<ArrayBuffer> {
  const length = sounds[0]?.length ?? 0;
  const all = new Float32Array(sounds.length * length);
  for (const [i, sound] of sounds.entries()) all.set(sound, i * length);
  const joined = sounds.length > 1 ? joinSounds(all, length, rate) : all;
  // encodeWav makes memory of its own.
  return encodeWav(joined, rate) as Uint8Array<ArrayBuffer>;
}
