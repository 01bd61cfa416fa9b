/** A conversion in words and as data: what stays in float32, the loss of each output, the sizes. */
import { megabytes } from '../megabytes.ts';
import type { Converted } from './convert.ts';

/** Names that are printed of nodes with one reason. */
const shown = 3;

/** One line for each reason, for stderr. */
export function keptLines({ kept }: Converted): string[] {
  return [...kept].map(([reason, names]) => {
    const more = names.length > shown ? ` and ${names.length - shown} more` : '';
    return `stays float32: ${names.slice(0, shown).join(', ')}${more} (${reason})`;
  });
}

/** The losses and both sizes, in lines as in the summary of a model. */
export function lossTable({ losses, bytesBefore }: Converted, bytes: number): string {
  const rows = [
    ['size', `${megabytes(bytesBefore)} → ${megabytes(bytes)} (${percent(bytes / bytesBefore)})`],
    ...losses.map(({ output, maxAbs, meanAbs, psnr, top1 }) => [
      `loss ${output}`,
      [
        `max ${maxAbs.toExponential(1)}`,
        `mean ${meanAbs.toExponential(1)}`,
        `PSNR ${psnr === Infinity ? '∞' : psnr.toFixed(1)} dB`,
        ...(top1 === undefined ? [] : [`same top-1 ${percent(top1)}`]),
      ].join(', '),
    ]),
  ];
  const width = Math.max(12, ...rows.map(([label = '']) => label.length + 2));
  return rows.map(([label = '', value = '']) => `${label.padEnd(width)}${value}`).join('\n');
}

/** For --json; JSON has no Infinity. */
export function lossData({ kept, losses, bytesBefore }: Converted, bytes: number) {
  return {
    kept: Object.fromEntries(kept),
    losses: losses.map((loss) => ({
      ...loss,
      psnr: Number.isFinite(loss.psnr) ? loss.psnr : null,
    })),
    bytesBefore,
    bytes,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
