/** One provider of onnxruntime-web for any number of sessions in this page. */
import { chooseProvider, type SyncOpeners } from '../local/choose.ts';
import type { ChosenProvider } from '../sync.ts';
import { webPlatform, type WebSessionOptions } from './platform.ts';
import { wasmSessions } from './sync.ts';
import type { WasmConfig } from './wasm-module.ts';

const openers: SyncOpeners<WebSessionOptions> = {
  wasm: (_, options) => wasmSessions(wasmConfig(options)),
};

/** @throws RuntimeError `no-provider`, `invalid-option`, `not-installed` */
export const chooseWebProvider = (options: WebSessionOptions): Promise<ChosenProvider> =>
  chooseProvider(webPlatform, options, openers);

/** For the module without promises around it, what the platform sets for onnxruntime-web. */
function wasmConfig({ threads, wasmPaths }: WebSessionOptions): WasmConfig {
  // As many as onnxruntime-web takes.
  const usual = Math.min(4, Math.ceil(navigator.hardwareConcurrency / 2));
  const place = typeof wasmPaths === 'string' ? wasmPaths : undefined;
  const file = typeof wasmPaths === 'object' ? wasmPaths.wasm : undefined;
  return {
    numThreads: crossOriginIsolated ? (threads ?? usual) : 1,
    ...((file ?? place) !== undefined && { locateFile: (name) => file ?? `${place}${name}` }),
  };
}
