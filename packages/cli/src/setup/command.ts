/**
 * Runs a program of the system (pip, g++, ldd) and reports its failure as one line. Output is
 * logged line by line while the program runs, and returned.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from '../errors.ts';

export type Log = (line: string) => void;

export interface CommandOptions {
  readonly log?: Log;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which it is ended; an hour unless given. */
  readonly timeLimit?: number;
  /** What to do when the program itself is missing, for the error message. */
  readonly whenMissing: string;
}

/**
 * Runs `program` and resolves to its standard output.
 * @throws CliError `setup-failed` when the program is missing or exits with another code than 0,
 * or does not end
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { timeLimit = 3600 } = options;
  const started = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimit * 1000,
    killSignal: 'SIGKILL',
  });
  const output: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    output.push(line);
    options.log?.(line);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    options.log?.(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new CliError('setup-failed', `${program} cannot be run: ${options.whenMissing}`, {
          cause,
        }),
      ),
    );
    child.once('close', resolve);
  });
  if (code === null && performance.now() - started >= timeLimit * 1000) {
    const message = `${program} ${args[0] ?? ''} did not end within ${timeLimit} s and was stopped; run the set-up again`;
    throw new CliError('setup-failed', message);
  }
  if (code !== 0) {
    const message = errors.toReversed().find((line) => /error|fatal/i.test(line)) ?? errors.at(-1);
    throw new CliError(
      'setup-failed',
      `${program} ${args[0] ?? ''} failed (${code ?? 'killed'}): ${message?.trim() ?? 'no message'}`,
    );
  }
  return output.join('\n');
}
