/**
 * The classifier of digits that a site has. Its features are near where digits look alike; its classes say
 * which digit an image shows.
 */
import { joinFeatures, softmax } from '@ganport/core/internal';
import { asFeatures, type Features } from '@ganport/core/metrics';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import { CLASSIFIER, DIGITS } from '@ganport/studio/protocol';
import { fetched } from './fetched.ts';

export interface Classified {
  /** [count, 64] */
  readonly features: Features;
  /** [count, 10], rows that sum to 1. */
  readonly probabilities: Features;
}

export interface DigitClassifier {
  /** @param images [count, 28, 28, 1] in [-1, 1], any count */
  classify(images: Float32Array): Promise<Classified>;
  dispose(): Promise<void>;
}

/** Images of a batch. */
const BATCH = 250;
const [height, width, channels] = DIGITS.shape;
const LENGTH = height * width * channels;

/**
 * Downloads the classifier; once it is there, it can be opened without network.
 *
 * @param site the address of the site
 * @throws Error when the site has none
 */
export async function loadClassifier(site: string): Promise<() => Promise<DigitClassifier>> {
  const response = await fetched(new URL(CLASSIFIER, site));
  const bytes = new Uint8Array(await response.arrayBuffer());
  return () => openClassifier(bytes);
}

async function openClassifier(bytes: Uint8Array): Promise<DigitClassifier> {
  const session = await createSession(bytes, { providers: ['wasm'] });
  return {
    async classify(images) {
      const features: Features[] = [];
      const logits: Features[] = [];
      for (let start = 0; start < images.length; start += BATCH * LENGTH) {
        const data = images.slice(start, start + BATCH * LENGTH);
        const dims = [data.length / LENGTH, ...DIGITS.shape];
        const outputs = await session.run({ image: { dtype: 'float32', dims, data } });
        features.push(rowsOf(outputs['features']));
        logits.push(rowsOf(outputs['logits']));
      }
      return {
        features: joinFeatures(features),
        probabilities: softmax(joinFeatures(logits)),
      };
    },
    dispose: () => session.dispose(),
  };
}

function rowsOf(tensor: HostTensor | undefined): Features {
  const { data, dims } = tensor as HostTensor; // The file has both outputs.
  return asFeatures(data as Float32Array, dims[1] ?? NaN);
}
