/**
 * An evaluation as a table: each value with its spread, its floor, and which direction is better.
 */
import { dataKinds } from '@ganport/core/internal';
import type { Evaluation, MetricValues, RowsEvaluation, TextEvaluation } from '@ganport/lab';
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
  spectrum: { title: 'distance of power spectra (ln)', better: 'lower', digits: 4 },
  distanceTotal: { title: 'distance of energies', better: 'lower', digits: 3 },
  chi2Total: { title: 'χ² of energies', better: 'lower', digits: 4 },
  distanceResponse: { title: 'distance of energy / energy asked for', better: 'lower', digits: 4 },
  distanceDepth: { title: 'distance of mean layers', better: 'lower', digits: 3 },
  chi2Depth: { title: 'χ² of mean layers', better: 'lower', digits: 4 },
  distanceLength: { title: 'distance of lengths (layers)', better: 'lower', digits: 3 },
  chi2Length: { title: 'χ² of lengths', better: 'lower', digits: 4 },
  distanceRadius: { title: 'distance of radii (cells)', better: 'lower', digits: 3 },
  chi2Radius: { title: 'χ² of radii', better: 'lower', digits: 4 },
  distanceCells: { title: 'distance of cells with energy', better: 'lower', digits: 2 },
  chi2Cells: { title: 'χ² of cells with energy', better: 'lower', digits: 4 },
  profileDepth: { title: 'difference of profiles along the beam', better: 'lower', digits: 4 },
  profileRadius: { title: 'difference of profiles across it', better: 'lower', digits: 4 },
  auc: { title: 'AUC, generated against real', better: 'near 0.5', digits: 4 },
  numbers: { title: 'distance of numbers (stddev)', better: 'lower', digits: 4 },
  categories: { title: 'distance of categories', better: 'lower', digits: 4 },
  associations: { title: 'difference of correlations', better: 'lower', digits: 4 },
  accuracy: { title: 'accuracy of a model of them', better: 'higher', digits: 4 },
  r2: { title: 'R² of a model of them', better: 'higher', digits: 4 },
  jsd1: { title: 'divergence of characters (bits)', better: 'lower', digits: 4 },
  jsd2: { title: 'divergence of 2-grams', better: 'lower', digits: 4 },
  jsd3: { title: 'divergence of 3-grams', better: 'lower', digits: 4 },
  jsd4: { title: 'divergence of 4-grams', better: 'lower', digits: 4 },
  words: { title: 'words that exist', better: 'higher', digits: 4 },
  copied: { title: 'copies of real ones', better: 'near the floor', digits: 4 },
  distinctLines: { title: 'distinct lines', better: 'near the floor', digits: 4 },
  distinct2: { title: 'distinct-2', better: 'near the floor', digits: 4 },
  distinct3: { title: 'distinct-3', better: 'near the floor', digits: 4 },
  distinct4: { title: 'distinct-4', better: 'near the floor', digits: 4 },
  selfBleu: { title: 'self-BLEU', better: 'near the floor', digits: 4 },
};

type AnyEvaluation = Evaluation | TextEvaluation | RowsEvaluation;

export function evaluationTable(evaluation: AnyEvaluation): string {
  const { values, floor, kind = 'images' } = evaluation;
  const baselines = Object.entries('baselines' in evaluation ? evaluation.baselines : {});
  const rows = Object.entries(lines)
    .filter(([name]) => name in values)
    .map(([name, line]) => [
      line.title,
      format(values, name, line),
      ...baselines.map(([, of]) => format(of, name, line)),
      format(floor, name, line),
      `${line.better} is better`,
    ]);
  const table = [
    ['', 'samples', ...baselines.map(([name]) => name), 'floor', ''],
    ...rows,
    ...columnRows(evaluation),
  ];
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const text = table.map((row, i) => {
    const cells = row.slice(0, -1).map((cell, column) => cell.padEnd(widths?.[column] ?? 0));
    const line = cells.join('  ');
    return i === 0 ? bold(line.trimEnd()) : `${line}  ${dim(row.at(-1) ?? '')}`;
  });
  return [...text, '', ...sourcesOf(evaluation, dataKinds[kind].noun[1])].join('\n');
}

/** Of rows: the distance of each column's distribution. */
function columnRows(evaluation: AnyEvaluation): string[][] {
  if (!('columns' in evaluation)) return [];
  return Object.entries(evaluation.columns).map(([name, { value, floor }]) => [
    `distance of ${name}`,
    value.toFixed(4),
    floor.toFixed(4),
    'lower is better',
  ]);
}

/** What was compared with what, in lines. */
function sourcesOf(evaluation: AnyEvaluation, noun: string): readonly string[] {
  const { n, samples, reference, heldOut } = evaluation;
  if ('baselines' in evaluation) {
    return [
      `${n} ${noun} of ${samples} against ${n} of ${heldOut}, held out`,
      `baselines: trained on ${reference} by maximum likelihood`,
      `floor: in place of the samples ${n} of ${reference} for divergences, of ${heldOut} for the rest`,
    ];
  }
  if ('columns' in evaluation) {
    return [
      `${n} ${noun} of ${samples} against ${n} of ${reference}`,
      `floor: ${n} of ${heldOut}, held out, in place of the samples`,
      `models predict each column of the held-out ones from the others: of the samples, and for the floor of ${reference}`,
    ];
  }
  const { extractor } = evaluation;
  return [
    `${n} ${noun} of ${samples} against ${n} of ${reference}`,
    `floor: ${n} of ${heldOut}, held out, in place of the samples`,
    `extractor: ${extractor.name}, SHA-256 ${extractor.sha256}`,
  ];
}

function format(values: MetricValues, name: string, { digits }: Line): string {
  const value = values[name];
  if (value === undefined) return '–';
  if (typeof value !== 'number') {
    const spread = value.stddev === undefined ? '' : ` ± ${numeral(value.stddev, digits)}`;
    return `${numeral(value.mean, digits)}${spread}`;
  }
  const of = name === 'classesHit' ? ` of ${Number(values['classes'])}` : '';
  return `${numeral(value, digits)}${of}`;
}

/** Numbers from a million on, which untrained generators get, as powers of ten. */
function numeral(value: number, digits: number): string {
  return Math.abs(value) < 1e6 ? value.toFixed(digits) : value.toExponential(2);
}
