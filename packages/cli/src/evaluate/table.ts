/**
 * An evaluation as a table: each value with its spread, its floor, and which direction is better.
 */
import { dataKinds } from '@ganport/core/internal';
import type { Evaluation, MetricValues } from '@ganport/lab';
import { resultColors } from '../terminal.ts';

const { bold, dim } = resultColors;

interface Line {
  readonly title: string;
  readonly better: 'lower' | 'higher' | 'near the floor' | 'near 0.5';
  readonly digits: number;
}

/** The lines by the names of values, in order. */
const lines: Readonly<Record<string, Line>> = {
  fid: { title: 'Fréchet distance (FID)', better: 'lower', digits: 3 },
  is: { title: 'inception score (IS)', better: 'higher', digits: 3 },
  kid: { title: 'kernel distance (KID)', better: 'lower', digits: 5 },
  precision: { title: 'precision', better: 'higher', digits: 4 },
  recall: { title: 'recall', better: 'higher', digits: 4 },
  density: { title: 'density', better: 'higher', digits: 4 },
  coverage: { title: 'coverage', better: 'higher', digits: 4 },
  classesHit: { title: 'classes hit', better: 'higher', digits: 0 },
  classKl: { title: 'KL of classes to even ones', better: 'lower', digits: 4 },
  cas: { title: 'classification accuracy (CAS)', better: 'higher', digits: 4 },
  nearest: { title: 'distance to the nearest real one', better: 'near the floor', digits: 4 },
  distanceMass: { title: 'distance of masses (GeV)', better: 'lower', digits: 3 },
  chi2Mass: { title: 'χ² of masses', better: 'lower', digits: 4 },
  distancePt: { title: 'distance of pT (GeV)', better: 'lower', digits: 3 },
  chi2Pt: { title: 'χ² of pT', better: 'lower', digits: 4 },
  distanceTau21: { title: 'distance of τ21', better: 'lower', digits: 4 },
  chi2Tau21: { title: 'χ² of τ21', better: 'lower', digits: 4 },
  distancePixels: { title: 'distance of pixels above 0', better: 'lower', digits: 3 },
  chi2Pixels: { title: 'χ² of pixels above 0', better: 'lower', digits: 4 },
  distanceIntensity: { title: 'distance of pixel pT (GeV)', better: 'lower', digits: 4 },
  auc: { title: 'AUC, generated against real', better: 'near 0.5', digits: 4 },
};

export function evaluationTable(evaluation: Evaluation): string {
  const { values, floor, n, extractor, samples, reference, heldOut, kind = 'images' } = evaluation;
  const [, noun] = dataKinds[kind].noun;
  const rows = Object.entries(lines)
    .filter(([name]) => name in values)
    .map(([name, line]) => [
      line.title,
      format(values, name, line),
      format(floor, name, line),
      `${line.better} is better`,
    ]);
  const table = [['', 'samples', 'floor', ''], ...rows];
  const widths = [0, 1, 2].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const text = table.map(([title = '', value = '', real = '', better = ''], i) => {
    const cells = [
      title.padEnd(widths[0] ?? 0),
      value.padEnd(widths[1] ?? 0),
      real.padEnd(widths[2] ?? 0),
    ].join('  ');
    return i === 0 ? bold(cells.trimEnd()) : `${cells}  ${dim(better)}`;
  });
  return [
    ...text,
    '',
    `${n} ${noun} of ${samples} against ${n} of ${reference}`,
    `floor: ${n} of ${heldOut}, held out, in place of the samples`,
    `extractor: ${extractor.name}, SHA-256 ${extractor.sha256}`,
  ].join('\n');
}

function format(values: MetricValues, name: string, { digits }: Line): string {
  const value = values[name];
  if (value === undefined) return '–';
  if (typeof value !== 'number') {
    const spread = value.stddev === undefined ? '' : ` ± ${value.stddev.toFixed(digits)}`;
    return `${value.mean.toFixed(digits)}${spread}`;
  }
  const of = name === 'classesHit' ? ` of ${Number(values['classes'])}` : '';
  return `${value.toFixed(digits)}${of}`;
}
