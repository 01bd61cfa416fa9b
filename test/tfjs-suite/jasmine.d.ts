/** The part of jasmine-core that the suite is run with; it brings no types. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  export interface Spec {
    readonly id: string;
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }

  /** A group of cases, or a case. */
  export interface Suite {
    readonly id: string;
    readonly children?: readonly Suite[];
    getFullName(): string;
  }

  export interface Env {
    configure(options: {
      readonly random: boolean;
      readonly specFilter: (spec: { readonly id: string }) => boolean;
    }): void;
    topSuite(): Suite;
    clearReporters(): void;
    addReporter(reporter: { specStarted(): void; specDone(result: Spec): void }): void;
    execute(): Promise<unknown>;
  }

  interface Jasmine {
    DEFAULT_TIMEOUT_INTERVAL: number;
    getEnv(): Env;
  }

  const jasmineRequire: {
    core(require: unknown): Jasmine;
    interface(jasmine: Jasmine, env: Env): object;
  };
  export default jasmineRequire;
}
