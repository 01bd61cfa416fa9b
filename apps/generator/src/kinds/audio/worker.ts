/** Computes sounds. */
import { answerCalls, generator, audio } from '@ganport/web/internal/worker';

answerCalls(generator({ audio }));
