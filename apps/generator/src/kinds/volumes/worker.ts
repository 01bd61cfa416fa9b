/** Computes volumes. */
import { answerCalls, generator, volumes } from '@ganport/web/internal/worker';

answerCalls(generator({ volumes }));
