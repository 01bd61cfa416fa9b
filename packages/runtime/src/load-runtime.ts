/**
 * Loads onnxruntime-node, onnxruntime-web or what gRPC needs, which are optional peers of this package:
 * who deploys a page or a server installs what is needed there.
 */
import { messageOf, RuntimeError } from './errors.ts';

/** The versions that this package is tested with, where they are not those of ONNX Runtime. */
const ranges: Readonly<Record<string, string>> = {
  '@grpc/grpc-js': '^1.13.0',
  protobufjs: '^8.8.1',
};

/**
 * @param name the package, for the error message
 * @throws RuntimeError `not-installed` with the command that installs the package
 */
export async function loadRuntime<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw notInstalled(name, cause);
  }
}

/** The error for an optional package that could not be loaded. */
export function notInstalled(name: string, cause: unknown): RuntimeError {
  const reason = messageOf(cause);
  const isAbsent = reason.includes(name) && /cannot find|resolve/i.test(reason);
  const message =
    `${name} ${isAbsent ? 'is not installed' : `does not load (${reason})`}: ` +
    `npm install ${name}@${ranges[name] ?? '^1.30.0'}`;
  return new RuntimeError('not-installed', message, { cause });
}
