/**
 * Every runtime and provider that can be used from Node, as one table: `doctor` tries each of them,
 * and a parity report has a row for each.
 */
import type { Session } from '@ganport/runtime';
import { bindingLocation } from '@ganport/runtime/internal/node';
import type { ParityCandidate } from '../check-parity.ts';
import { createProcessSession } from '../process/create.ts';
import type { ProcessLimits } from '../process/limits.ts';
import { findVulkanDriver } from '../process/vulkan.ts';
import { createPythonSession, pythonCommand } from '../python/session.ts';

/** A runtime with its provider, as reports name it. */
export type RuntimeName =
  | 'node cpu'
  | 'node cuda'
  | 'node webgpu'
  | 'chromium wasm'
  | 'chromium webgpu'
  | 'python cpu';

export interface RuntimeEntry {
  readonly runtime: string;
  readonly provider: string;
  /** Opens a model, bytes or a path, in another process, so that a crash leaves this one alone. */
  open(
    model: Uint8Array | string,
    limits?: ProcessLimits,
  ): Promise<Pick<Session, 'run' | 'dispose'>>;
  /** How it computes, when it does. */
  detail(): string;
  /** How to get it, when it does not. */
  readonly remedy: string;
}

const chromiumRemedy =
  'install Chromium (Debian: apt install chromium), or set CHROMIUM_PATH to one';

export const runtimes: readonly RuntimeEntry[] = [
  {
    runtime: 'node',
    provider: 'cpu',
    open: (model, limits) => createProcessSession(model, { providers: ['cpu'], ...limits }),
    detail: () => `onnxruntime-node ${bindingLocation().version}`,
    remedy: 'npm install again; onnxruntime-node has binaries for Linux, macOS and Windows',
  },
  {
    runtime: 'node',
    provider: 'cuda',
    open: (model, limits) => createProcessSession(model, { providers: ['cuda'], ...limits }),
    detail: () => `onnxruntime-node ${bindingLocation().version}`,
    remedy: "ganport setup cuda, on a Linux machine with an NVIDIA card and NVIDIA's driver",
  },
  {
    runtime: 'node',
    provider: 'webgpu',
    open: (model, limits) => createProcessSession(model, { providers: ['webgpu'], ...limits }),
    detail: () => findVulkanDriver()?.how ?? "the system's graphics driver",
    remedy: 'a graphics driver; or, on the CPU, SwiftShader: apt install chromium libvulkan1',
  },
  {
    runtime: 'chromium',
    provider: 'wasm',
    open: (model, limits) => openInChromium(model, 'wasm', limits),
    detail: () => 'onnxruntime-web, cross-origin isolated',
    remedy: chromiumRemedy,
  },
  {
    runtime: 'chromium',
    provider: 'webgpu',
    open: (model, limits) => openInChromium(model, 'webgpu', limits),
    detail: () => 'onnxruntime-web, SwiftShader on the CPU',
    remedy: chromiumRemedy,
  },
  {
    runtime: 'python',
    provider: 'cpu',
    open: createPythonSession,
    detail: () => `onnxruntime of ${pythonCommand()}`,
    remedy: 'pip install onnxruntime, for python3 or the Python that GANPORT_PYTHON names',
  },
];

/**
 * A candidate for `checkParity` for each runtime and provider; those that are not on this machine
 * become skipped rows.
 *
 * @param model the bytes of an ONNX file or its path
 * @param limits on each process and page; the page's memory is bounded by WebAssembly alone
 * @example
 * const candidates = parityCandidates('model.onnx').filter(({ runtime }) => runtime === 'node');
 */
export function parityCandidates(
  model: Uint8Array | string,
  limits: ProcessLimits = {},
): ParityCandidate[] {
  return runtimes.map((entry) => ({
    runtime: entry.runtime,
    provider: entry.provider,
    open: () => entry.open(model, limits),
  }));
}

/** Loaded when needed, because sessions in Node do not use the browser's driver. */
async function openInChromium(
  model: Uint8Array | string,
  provider: 'wasm' | 'webgpu',
  { timeLimit }: ProcessLimits = {},
): Promise<Session> {
  const { createChromiumSession } = await import('../chromium/create.ts');
  return createChromiumSession(model, {
    provider,
    ...(timeLimit !== undefined && { timeLimit }),
  });
}
