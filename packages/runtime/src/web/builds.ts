/**
 * The two builds of onnxruntime-web: the plain one, and the larger one that has WebGPU too. A page
 * loads one of them, when its first session is opened.
 */
import type { Env } from 'onnxruntime-common';
import { messageOf, RuntimeError } from '../errors.ts';
import { loadRuntime } from '../load-runtime.ts';
import type { Ort } from '../ort.ts';

export interface WebOrt extends Ort {
  readonly env: Env;
}

const builds = {
  wasm: async (): Promise<WebOrt> => import('onnxruntime-web/wasm'),
  webgpu: async (): Promise<WebOrt> => import('onnxruntime-web/webgpu'),
} as const;

type Build = keyof typeof builds;

const loaded = new Map<Build, Promise<WebOrt>>();

/**
 * The build that has what is wanted. Once the larger one is loaded, it is used for all sessions.
 *
 * @param address of a build to load in place of the package's
 * @throws RuntimeError `not-installed`
 */
export function loadBuild(wantsWebGpu: boolean, address?: string): Promise<WebOrt> {
  if (address !== undefined) return loadFrom(address);
  const build: Build = wantsWebGpu || loaded.has('webgpu') ? 'webgpu' : 'wasm';
  const loading = loaded.get(build) ?? loadRuntime('onnxruntime-web', builds[build]);
  loaded.set(build, loading);
  return loading;
}

/** The browser keeps a module that it has loaded. */
async function loadFrom(address: string): Promise<WebOrt> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address)) as WebOrt;
  } catch (cause) {
    const message = `${address}: ONNX Runtime does not load (${messageOf(cause)}); put the files of onnxruntime-web there`;
    throw new RuntimeError('not-installed', message, { cause });
  }
}
