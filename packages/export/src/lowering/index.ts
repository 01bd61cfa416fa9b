/** Fills the table of lowerings: one line a family. */
import './activation.ts';
import './arithmetic.ts';
import './comparison.ts';
import './convolution-3d.ts';
import './convolution.ts';
import './depthwise.ts';
import './elementwise.ts';
import './matmul.ts';
import './normalisation.ts';
import './pooling.ts';
import './reduction.ts';
import './shape.ts';
