/** Computes jets. */
import { answerCalls, generator, jets } from '@ganport/web/internal/worker';

answerCalls(generator({ jets }));
