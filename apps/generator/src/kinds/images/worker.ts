/** Computes images. */
import { answerCalls, generator, images } from '@ganport/web/internal/worker';

answerCalls(generator({ images }));
