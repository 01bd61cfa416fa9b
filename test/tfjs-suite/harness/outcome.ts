/** What became of a case. */
export interface Outcome {
  /** The suites around the case and the case itself; unlike jasmine's names, never given twice. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** The first expectation that did not hold. */
  readonly message: string;
  /** The tfjs kernels that ran, each once. */
  readonly kernels: readonly string[];
}
