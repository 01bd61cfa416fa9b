/** Translates images. */
import { answerCalls, translator } from '@ganport/web/internal/worker';

answerCalls(translator);
