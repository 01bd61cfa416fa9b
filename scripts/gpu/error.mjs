/** An expected failure of `npm run gpu`: its message is all that the user needs. */
export class GpuError extends Error {
  /** @override */
  name = 'GpuError';
}
