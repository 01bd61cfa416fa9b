/** Computes lines of text. */
import { answerCalls, generator, text } from '@ganport/web/internal/worker';

answerCalls(generator({ text }));
