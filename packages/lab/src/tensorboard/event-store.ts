/**
 * A run store that also writes TensorBoard's event files: metrics as scalars, samples as images, the
 * configuration and warnings as text. Each session of a run has a file of its own, whose first events
 * void those of earlier sessions from its first step on, so that no point is there twice.
 */
import { appendFile, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { MetricsRow, RunStore } from '@ganport/core';
import { cannotWrite, makeFolder } from '../files/atomic-file.ts';
import { encodePng } from '../imaging/encode-image.ts';
import {
  encodeEvent,
  type Event,
  SESSION_START,
  type SummaryValue,
  textValue,
} from './event-messages.ts';
import { encodeRecord } from './record.ts';

/** The files of one run: the part after tfevents is the time, so that they sort by it. */
export const eventFileName = /^events\.out\.tfevents\.\d{10}\.\d+\..*\.ganport$/;

interface Session {
  /** The folder of the event files; made when the first one is written. */
  readonly folder: string;
  /** The first step of this session, from 1. */
  readonly firstStep: number;
  readonly config: object;
}

/** @param store what else receives the results, and first: a failed write of it ends the run */
export function withEvents(store: RunStore, session: Session): RunStore {
  let file: Promise<string> | undefined;
  const write = async (step: number, value: readonly SummaryValue[]): Promise<void> => {
    const path = await (file ??= startFile(session));
    await append(path, [{ wallTime: seconds(), step, summary: { value } }]);
  };
  return {
    ...store,
    async appendRow(row) {
      await store.appendRow(row);
      await write(row.step, scalars(row));
    },
    async appendWarning(warning) {
      await store.appendWarning(warning);
      await write(warning.step, [textValue('warnings', asCode(warning.message))]);
    },
    async writeSamples(step, picture, more) {
      await store.writeSamples(step, picture, more);
      const { height, width, channels: colorspace } = picture;
      const encodedImageString = await encodePng(picture);
      const image = { height, width, colorspace, encodedImageString };
      await write(step, [{ tag: 'samples', image }]);
    },
  };
}

/** A file with the version, the start of the session, and the configuration. @returns its path */
async function startFile({ folder, firstStep, config }: Session): Promise<string> {
  await makeFolder(folder);
  const earlier = (await readdir(folder)).filter((name) => eventFileName.test(name)).length;
  const time = String(Math.floor(seconds())).padStart(10, '0');
  const host = hostname().replaceAll(/[^\w-]/g, '_');
  const number = String(earlier).padStart(4, '0');
  const path = join(folder, `events.out.tfevents.${time}.${number}.${host}.ganport`);
  const wallTime = seconds();
  await append(path, [
    { wallTime, step: 0, fileVersion: 'brain.Event:2' },
    { wallTime, step: firstStep, sessionLog: { status: SESSION_START } },
    {
      wallTime,
      step: firstStep,
      summary: { value: [textValue('config', asCode(JSON.stringify(config, undefined, 2)))] },
    },
  ]);
  return path;
}

async function append(path: string, events: readonly Event[]): Promise<void> {
  try {
    await appendFile(path, Buffer.concat(events.map((event) => encodeRecord(encodeEvent(event)))));
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** The groups of tags in TensorBoard, by the names of metrics; all others are of the samples. */
const groups: readonly (readonly [name: RegExp, group: string])[] = [
  [/Loss$/, 'loss'],
  [/Accuracy/, 'accuracy'],
  [/GradientNorm$/, 'gradient'],
  [/^seconds/, 'time'],
];

function scalars(row: MetricsRow): SummaryValue[] {
  return Object.entries(row)
    .filter(([name]) => name !== 'step')
    .map(([name, simpleValue]) => {
      const [, group = 'quality'] = groups.find(([pattern]) => pattern.test(name)) ?? [];
      return { tag: `${group}/${name}`, simpleValue };
    });
}

/** Markdown of text as it is. */
function asCode(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

function seconds(): number {
  return Date.now() / 1000;
}
