/** Interleaved rounds: in each every contestant has one turn a case, so that all meet the same machine. */
import { Running } from './process.mjs';

/**
 * @typedef {import('./process.mjs').Contestant} Contestant
 * @typedef {import('./process.mjs').Provider} Provider
 * @typedef {Record<string, number>} ByName
 * @typedef {Record<string, Record<string, number[]>>} Times
 */
/**
 * @typedef {object} Figures
 * @property {ByName} seconds of the fastest round
 * @property {ByName} ratio the subject's seconds divided by each other's
 * @property {ByName} median
 * @property {ByName} medianRatio
 * @property {ByName} cpu the least processor time of a round
 * @property {ByName} cpuRatio
 */
/**
 * @typedef {object} Bench
 * @property {string} question
 * @property {Record<string, number>} cases repeats in a turn, by case
 * @property {string} subject the contestant that the others are divided into
 * @property {Contestant[]} contestants
 */
/**
 * @typedef {object} Result
 * @property {Record<string, Figures>} figures by case
 * @property {Record<string, import('./process.mjs').Ready>} versions
 * @property {Record<string, Record<string, ByName>>} checks of the last turn, by case and contestant
 * @property {Record<string, string>} left out, and why
 */

/**
 * @param {Bench} bench
 * @param {{ rounds: number, threads: number, provider: Provider, only: string[] | undefined, log: (line: string) => void }} options
 * @returns {Promise<Result>}
 */
export async function runRounds(bench, { rounds, threads, provider, only, log }) {
  /** @type {Map<string, Running>} */
  const running = new Map();
  /** @type {Result} */
  const result = { figures: {}, versions: {}, checks: {}, left: {} };
  /** Seconds of one repeat, by case and contestant, one for each round. @type {Times} */
  const times = {};
  /** The same of processor time. @type {Times} */
  const cpuTimes = {};
  try {
    for (const contestant of bench.contestants) {
      const { name } = contestant;
      if (only && !only.includes(name)) continue;
      if (contestant.cases?.every((one) => !(one in bench.cases))) continue;
      const reason = contestant.missing(provider);
      if (reason !== undefined) {
        log(`${name} is left out: ${reason}`);
        result.left[name] = reason;
        continue;
      }
      log(`${name} starts`);
      const child = new Running(contestant, threads, provider);
      running.set(name, child);
      result.versions[name] = await child.ready();
      log(`${name} ${result.versions[name].version} (${result.versions[name].detail})`);
    }
    // Round 0 warms up (compilation, first allocations) and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, repeats] of Object.entries(bench.cases)) {
        for (const [who, child] of running) {
          if (!child.takesPart(name)) continue;
          const { seconds, cpu, check } = await child.turn(name, repeats);
          log(`${round === 0 ? 'warm-up' : `round ${round}`} ${name} ${who} ${show(seconds)}`);
          if (round > 0) {
            ((times[name] ??= {})[who] ??= []).push(seconds);
            ((cpuTimes[name] ??= {})[who] ??= []).push(cpu);
          }
          (result.checks[name] ??= {})[who] = check;
        }
      }
    }
  } finally {
    for (const child of running.values()) child.end();
  }
  for (const [name, byWho] of Object.entries(times)) {
    const seconds = mapValues(byWho, least);
    const median = mapValues(byWho, medianOf);
    const cpu = mapValues(cpuTimes[name] ?? {}, least);
    result.figures[name] = {
      ...{ seconds, ratio: ratios(seconds, bench.subject) },
      ...{ median, medianRatio: ratios(median, bench.subject) },
      ...{ cpu, cpuRatio: ratios(cpu, bench.subject) },
    };
  }
  return result;
}

/** @param {number} seconds */
export const show = (seconds) =>
  seconds < 0.1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(3)} s`;

/** @param {ByName} seconds @param {string} subject */
function ratios(seconds, subject) {
  const own = seconds[subject];
  if (own === undefined) return {};
  const { [subject]: _, ...others } = seconds;
  return mapValues(others, (value) => own / value);
}

/** @param {number[]} values */
const least = (values) => Math.min(...values);

/** @param {number[]} values */
export function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((a, b) => a + b, 0) / middle.length;
}

/**
 * @template T
 * @param {Record<string, T>} record
 * @param {(value: T) => number} change
 * @returns {ByName} rounded to five significant digits: no clock here knows more
 */
function mapValues(record, change) {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, Number(change(value).toPrecision(5))]),
  );
}
