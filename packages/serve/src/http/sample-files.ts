/** The files that samples are answered as, a path each: those of lab's table that hold still. */
import { type SampleFormat, sampleFormats } from '@ganport/lab/internal';

export interface SampleFile {
  readonly path: string;
  readonly summary: string;
  readonly format: SampleFormat;
}

export const sampleFiles: readonly SampleFile[] = sampleFormats
  .filter(({ isAnimated = false }) => !isAnimated)
  .map((format) => ({
    path: format.extension === 'png' ? '/images.png' : `/samples.${format.extension}`,
    summary: `Draws with a generator: ${format.holds}`,
    format,
  }));
