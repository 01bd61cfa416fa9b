/**
 * Asks the dynamic linker whether a shared library would load, and which of its dependencies are
 * missing. Loading itself is left to ONNX Runtime and Node.
 */
import { execFile } from 'node:child_process';

/** Milliseconds that ldd may take. */
const PATIENCE = 30_000;

/**
 * Names of the libraries that `ldd` does not find for `file`.
 *
 * @param searchPath folders that are searched before those of `LD_LIBRARY_PATH`
 * @returns undefined when ldd cannot tell: there is no ldd here, or the file is no shared library
 */
export async function missingLibraries(
  file: string,
  searchPath: readonly string[] = [],
): Promise<readonly string[] | undefined> {
  const inherited = process.env['LD_LIBRARY_PATH'];
  const path = [...searchPath, ...(inherited ? [inherited] : [])].join(':');
  const env = { ...process.env, LD_LIBRARY_PATH: path };
  const output = await new Promise<string | undefined>((resolve) => {
    const options = { env, timeout: PATIENCE, killSignal: 'SIGKILL' } as const;
    execFile('ldd', [file], options, (error, stdout) => resolve(error ? undefined : stdout));
  });
  return output
    ?.split('\n')
    .filter((line) => line.includes('=> not found'))
    .map((line) => line.trim().split(' ', 1)[0] ?? '');
}
