/**
 * What a child process is started with: the variables that computing needs, and those of its
 * provider. Others, such as the keys of cloud services, stay here.
 */
import type { Provider } from '@ganport/runtime';
import { bindingLocation } from '@ganport/runtime/internal/node';
import { cudaFolder, cudaLibraryFolders, cudaLibraryPath } from './cuda-libraries.ts';
import { findVulkanDriver } from './vulkan.ts';

/** Where programs and libraries are, the language, the threads and drivers of the computation. */
const kept =
  /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|LANG|TZ|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SYSTEMROOT|WINDIR|DISPLAY|WAYLAND_DISPLAY|(LC|LD|DYLD|CUDA|CUDNN|NVIDIA|NCCL|VK|MESA|LIBGL|OMP|MKL|KMP|GOMP|XDG|ORT)_\w+)$/i;

const ofProvider: Partial<Record<Provider, () => Readonly<Record<string, string>>>> = {
  webgpu: () => findVulkanDriver()?.environment ?? {},
  cuda: () => {
    const folder = cudaFolder(bindingLocation().version);
    if (cudaLibraryFolders(folder).length === 0) return {};
    return { LD_LIBRARY_PATH: cudaLibraryPath(folder) };
  },
};

export function environmentFor(provider: Provider): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => kept.test(name));
  return { ...Object.fromEntries(inherited), ...ofProvider[provider]?.() };
}
