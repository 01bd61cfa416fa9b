/** A small image classifier: trained by ganport, kept as ONNX, used to judge samples. */
export { exportClassifier, type ExportedClassifier } from './export-classifier.ts';
export { classifierModel } from './classifier-model.ts';
export { asLabelled, type Labelled } from './labelled.ts';
export { openClassifier, shippedClassifier, type Classifier } from './open-classifier.ts';
export { trainClassifier, type ClassifierTraining } from './train-classifier.ts';
