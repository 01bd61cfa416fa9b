/**
 * What the server of the studio and its page say to each other, as JSON. This file has types and
 * constants alone, so that the page can import it.
 */
import type { DescribedSetting } from '@ganport/core/internal';
import type { TensorMap } from '@ganport/runtime';

/** The header that carries the token. */
export const TOKEN_HEADER = 'x-ganport-token';

/** Whether a process trains in a run's folder, and if none does, whether the run has all its steps. */
export type RunState = 'running' | 'finished' | 'stopped';

/** A run of the list. */
export interface RunSummary {
  /** The path of its folder below the studio's folder, with `/`; `.` for the folder itself. */
  readonly id: string;
  readonly state: RunState;
  readonly variant?: string;
  readonly loss?: string;
  readonly data?: string;
  /** The steps that are done, as far as metrics.jsonl has them. */
  readonly step: number;
  /** The steps that the run is to have. */
  readonly steps?: number;
  /** The last row of metrics.jsonl. */
  readonly last?: Readonly<Record<string, number>>;
  /** How many warnings the run has. */
  readonly warnings: number;
  /** The step of the newest picture of samples. */
  readonly pictured?: number;
  /** When a file of the run last changed, in milliseconds since 1970. */
  readonly changed: number;
  /** The process that trains; `canStop` where this machine runs it. */
  readonly owner?: { readonly pid: number; readonly host: string; readonly canStop: boolean };
}

/** A metric of a run: equally long lists of steps and values. */
export interface Curve {
  /** The field of metrics.jsonl. */
  readonly name: string;
  /** The name for people. */
  readonly title: string;
  readonly better?: 'lower' | 'higher';
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Everything about a run that the list lacks. */
export interface RunDetails {
  readonly id: string;
  /** The fields of config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly warnings: readonly { readonly step: number; readonly message: string }[];
  /** What is damaged, a line each. */
  readonly problems: readonly string[];
  /** The steps of the pictures of samples. */
  readonly pictures: readonly number[];
  /** Whether the samples are text: /api/lines has them. */
  readonly isText?: boolean;
  /** In the order in which they are shown. */
  readonly curves: readonly Curve[];
}

/** Work that the page has asked for: a process of the command line. */
export interface Job {
  readonly id: number;
  readonly kind: 'train' | 'resume' | 'evaluate';
  readonly run: string;
  readonly state: 'running' | 'done' | 'failed';
  /** The last line that the process printed on stderr, of a failed one its error. */
  readonly message?: string;
  /** The values of an evaluation. */
  readonly evaluation?: EvaluationResult;
}

/** Metrics of samples by name, with the value of held-out real images beside each. */
export interface EvaluationResult {
  readonly n: number;
  readonly rows: readonly {
    readonly name: string;
    readonly value: number;
    readonly floor?: number;
  }[];
}

/** An event of /api/events. */
export type StudioEvent =
  | {
      readonly kind: 'runs';
      readonly changed: readonly RunSummary[];
      readonly gone: readonly string[];
    }
  | { readonly kind: 'job'; readonly job: Job };

/** The answer of /api/studio. */
export interface StudioFacts {
  /** The folder of the runs. */
  readonly folder: string;
  readonly variants: readonly { readonly name: string; readonly source: string }[];
  readonly losses: readonly string[];
  readonly settings: readonly DescribedSetting[];
  readonly jobs: readonly Job[];
}

/** The answer of /api/runs. */
export interface RunList {
  readonly runs: readonly RunSummary[];
  /** Folders that are not shown, and why. */
  readonly problems: readonly string[];
}

/** The answer of /api/lines: generated text. */
export interface SampleLines {
  readonly lines: readonly string[];
}

/** The answer of /api/plan: the settings of a run with all defaults, or what is wrong with them. */
export type PlanAnswer =
  | {
      readonly config: Readonly<Record<string, unknown>>;
      /** The command line that starts the run. */
      readonly command: string;
    }
  | { readonly problem: string };

/** The answer of /api/compare. */
export interface ComparisonAnswer {
  readonly settings: readonly { readonly field: string; readonly values: readonly unknown[] }[];
  readonly metrics: readonly {
    readonly name: string;
    readonly title: string;
    readonly better?: 'lower' | 'higher';
    readonly runs: readonly (
      | { readonly last: Recorded; readonly best?: Recorded | undefined }
      | undefined
      | null
    )[];
  }[];
}

interface Recorded {
  readonly value: number;
  readonly step: number;
}

/** The answer of /api/runtimes: what of this machine may compute a model, whether it is there or not. */
export type RuntimeList = readonly { readonly runtime: string; readonly provider: string }[];

/** The answer of /api/compute, in the form of @ganport/parity's messages, as is what it is asked. */
export type ComputeAnswer =
  | { readonly outputs: TensorMap; readonly milliseconds: number }
  /** Why nothing was computed, for example that the runtime is not on this machine. */
  | { readonly failed: string };

/** How images are compared: by their pixels, or by the features of an extractor. */
export type Likeness = 'pixels' | 'features';

/** Pixels as a page has them. */
interface PagePixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** What /api/nearest is asked, in the form of @ganport/parity's messages. */
export interface NearestQuestion {
  /** Its training images are looked through. */
  readonly run: string;
  readonly by: Likeness;
  readonly picture: PagePixels;
}

/** The answer of /api/nearest, in the same form. */
export interface NearestAnswer {
  /** The images that were looked through. */
  readonly size: number;
  /** The nearest first; 0 is the same, and 1 the mean distance of all images. */
  readonly nearest: readonly { readonly distance: number; readonly picture: PagePixels }[];
}

/** The digits of MNIST as the site has them: parts of many images each, packed by gzip. */
export const DIGITS = {
  size: 60_000,
  shape: [28, 28, 1],
  perPart: 2000,
  parts: 30,
} as const;

/** The labels of all digits, a byte each, packed by gzip. */
export const LABELS = 'mnist/labels.bin.gz';

/** The classifier of digits, an ONNX file with the outputs `features` and `logits`. */
export const CLASSIFIER = 'mnist/classifier.onnx';

/** The file of a part of the digits, a byte for each pixel. */
export function digitsPart(part: number): string {
  return `mnist/images-${part}.bin.gz`;
}
