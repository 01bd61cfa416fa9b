/** The worker of this package: it opens models of all roles and kinds, and loads the code of the one that it has. */
import type { Metadata } from './metadata.ts';
import { isTranslator } from './models/image-spec.ts';
import type { KindOfSamples } from './models/sample-facts.ts';
import type { SampleKinds } from './models/sample-kind.ts';
import { answerCalls } from './worker/answer-calls.ts';
import { generator } from './worker/roles.ts';

/** A new kind is a line here. */
const kinds: Readonly<Record<KindOfSamples, () => Promise<SampleKinds>>> = {
  images: async () => ({ images: (await import('./samples/images.ts')).images }),
  audio: async () => ({ audio: (await import('./samples/sounds.ts')).audio }),
  jets: async () => ({ jets: (await import('./samples/jets.ts')).jets }),
  text: async () => ({ text: (await import('./samples/lines.ts')).text }),
  volumes: async () => ({ volumes: (await import('./samples/volumes.ts')).volumes }),
  rows: async () => ({ rows: (await import('./samples/rows.ts')).rows }),
};

/** The kind of a file's samples; all of them where it is not known, for the message. */
async function kindsOf({ 'ganport.kind': name = 'images' }: Metadata): Promise<SampleKinds> {
  if (Object.hasOwn(kinds, name)) return kinds[name as KindOfSamples]();
  return (await import('./samples/index.ts')).sampleKinds;
}

answerCalls(async (session, metadata) => {
  const role = isTranslator(session)
    ? (await import('./worker/translator.ts')).translator
    : generator(await kindsOf(metadata));
  return role(session, metadata);
});
