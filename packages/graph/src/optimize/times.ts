/** Which of two models is faster, by their milliseconds in rounds that took them in turn. */

/** The time of the faster one by the other's: what is nearer to 1 is noise. */
const clearly = 0.98;

/** The part of the rounds in which it must be faster. */
const mostRounds = 0.75;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = low] = sorted.slice(middle - 1 + (sorted.length % 2), middle + 1);
  return (low + high) / 2;
}

/** Whether a model is clearly faster than another: as a whole, and in most rounds. */
export function isFaster(times: readonly number[], than: readonly number[]): boolean {
  const wins = times.filter((ms, round) => ms < (than[round] ?? NaN)).length;
  return median(times) <= clearly * median(than) && wins >= mostRounds * times.length;
}
