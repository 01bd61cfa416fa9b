/** The worker of this package: it opens models of all roles and kinds. */
import { isTranslator } from './models/image-spec.ts';
import { sampleKinds } from './samples/index.ts';
import { answerCalls } from './worker/answer-calls.ts';
import { generator, translator } from './worker/roles.ts';

const generate = generator(sampleKinds);

answerCalls((session, metadata) =>
  (isTranslator(session) ? translator : generate)(session, metadata),
);
