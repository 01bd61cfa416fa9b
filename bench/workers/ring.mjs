/**
 * The time of a step that workers share, computed: what a worker computes of its rows, and a ring all-reduce of
 * each message (Patarasuk and Yuan 2009). A ring sends 2 (N - 1) / N of the bytes of a message over each link, in
 * 2 (N - 1) turns.
 */

/** @typedef {{ bytesPerSecond: number, latency: number }} Link latency: seconds of a turn */
/**
 * @typedef {object} Step
 * @property {number} secondsPerRow what one worker computes, for each row of the batch
 * @property {number} secondsFixed what does not depend on the rows: updates, starts of kernels
 * @property {number} rows of the batch of all workers
 * @property {readonly number[]} messages bytes of each all-reduce of a step
 */

/** @param {number} bytes @param {number} workers @param {Link} link */
export function ringSeconds(bytes, workers, { bytesPerSecond, latency }) {
  const turns = 2 * (workers - 1);
  return turns * latency + ((turns / workers) * bytes) / bytesPerSecond;
}

/**
 * Nothing is sent while gradients are computed: the sum is that of ganport's workers.
 * @param {Step} step @param {number} workers @param {Link} link
 * @returns seconds of a step, and the share of them that computes
 */
export function sharedStep({ secondsPerRow, secondsFixed, rows, messages }, workers, link) {
  const compute = secondsFixed + (secondsPerRow * rows) / workers;
  const exchange = messages.reduce((sum, bytes) => sum + ringSeconds(bytes, workers, link), 0);
  const seconds = compute + exchange;
  return { seconds, computes: compute / seconds };
}
