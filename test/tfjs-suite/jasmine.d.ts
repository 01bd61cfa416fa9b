/** The part of jasmine's Node API that the suite is run with; jasmine brings no types. */
declare module 'jasmine' {
  interface SpecResult {
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }

  export default class Jasmine {
    exitOnCompletion: boolean;
    readonly env: { configure(options: { readonly random: boolean }): void };
    loadConfig(config: { readonly spec_files: readonly string[]; readonly random: boolean }): void;
    clearReporters(): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    execute(): Promise<unknown>;
  }
}
