/**
 * The providers a visitor chooses from. Each is opened on its own, so that the page loads only the
 * build of ONNX Runtime that it needs.
 */
import { RuntimeError } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import type { Session } from '@ganport/runtime';

export const providers = [
  { id: 'webgpu', label: 'WebGPU' },
  { id: 'wasm', label: 'WebAssembly' },
] as const;

export type PageProvider = (typeof providers)[number]['id'];

/** WebGPU where a graphics card is behind it; a software adapter is slower than WebAssembly. */
export async function preferredProvider(): Promise<PageProvider> {
  if (!('gpu' in navigator)) return 'wasm';
  const adapter = await navigator.gpu.requestAdapter();
  return adapter && !adapter.info.isFallbackAdapter ? 'webgpu' : 'wasm';
}

/**
 * A session, or why the provider does not run here.
 * @throws RuntimeError `invalid-model`
 */
export async function openOn(
  provider: PageProvider,
  model: Uint8Array,
): Promise<{ readonly session: Session } | { readonly refused: string }> {
  try {
    return { session: await createSession(model, { providers: [provider] }) };
  } catch (thrown) {
    const [refusal] = thrown instanceof RuntimeError ? thrown.refused : [];
    if (!refusal) throw thrown;
    return { refused: refusal.reason };
  }
}
