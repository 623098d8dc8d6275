/** Figures that others have published for a set: quoted, not measured here. Shares are 0…1; null when not given. */
export interface PublishedRow {
  readonly system: string
  readonly accuracyNoThreshold: number | null
  readonly inScopeAccuracy: number | null
  readonly oosRecall: number | null
  readonly f1: number | null
}

export interface Published {
  readonly source: string
  /** differences in method */
  readonly differs: string
  readonly rows: readonly PublishedRow[]
}

/** By the name of the set. */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  clinc150: {
    source:
      'Larson et al., An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction, EMNLP-IJCNLP 2019, ' +
      'table 2, scheme oos-threshold, train set Full',
    differs:
      'The threshold is chosen on the same validation rows, by the authors’ own rule: their points lie where in-scope ' +
      'accuracy is high, so compare them with the columns “cautious” and “overall” as well. Fine-tuned and hosted models.',
    rows: [
      points('BERT', 0.962, 0.523),
      points('MLP on USE encodings', 0.934, 0.491),
      points('Rasa', 0.909, 0.312),
      points('CNN', 0.909, 0.309),
      points('DialogFlow', 0.908, 0.267),
      points('fastText', 0.886, 0.283),
      points('SVM', 0.882, 0.18),
    ],
  },
  'clinc150-10shot': fewShot('CLINC150', [
    ['ICDA', 0.9484],
    ['CPFT', 0.9418],
    ['DNNC', 0.9376],
    ['USE + ConveRT', 0.9326],
    ['ConveRT', 0.9262],
    ['RoBERTa + classifier', 0.9155],
    ['USE', 0.9085],
  ]),
  'hwu64-10shot': fewShot('HWU64', [
    ['ICDA', 0.8741],
    ['CPFT', 0.8713],
    ['USE + ConveRT', 0.8583],
    ['DNNC', 0.8472],
    ['USE', 0.8375],
    ['RoBERTa + classifier', 0.829],
    ['ConveRT', 0.8265],
  ]),
  'sigdial-en': {
    source:
      'nlp.js, docs/v3/benchmarking.md (axa-group/nlp.js on GitHub), after Braun et al., Evaluating Natural Language ' +
      'Understanding Services for Conversational Question Answering Systems, SIGDIAL 2017; column “overall”',
    differs:
      'Micro F1 with None as an intent that is taught like any other and no threshold, as here. NLP.js there is version 3.',
    rows: [
      f1('NLP.js', 0.93),
      f1('Watson', 0.92),
      f1('Botfuel', 0.91),
      f1('LUIS', 0.91),
      f1('NLP.js without a stemmer', 0.91),
      f1('Snips', 0.89),
      f1('Recast', 0.89),
      f1('Rasa', 0.88),
      f1('DialogFlow', 0.87),
    ],
  },
  'hint3-sofmattress': hint3([
    ['BERT', 73.6, 59.7, 81.9],
    ['DialogFlow', 73.2, 60.6, 86.1],
    ['Haptik', 72.3, 51.9, 85.5],
    ['Rasa', 69.3, 48.1, 85.5],
    ['LUIS', 63.6, 47.2, 92.2],
  ]),
  'hint3-powerplay11': hint3([
    ['Haptik', 67.3, 52, 73.2],
    ['DialogFlow', 59.6, 40.7, 77.1],
    ['BERT', 58.5, 37.5, 82.5],
    ['LUIS', 52.4, 36.4, 80.2],
    ['Rasa', 49.1, 28, 91.1],
  ]),
}

function fewShot(set: string, rows: readonly (readonly [system: string, accuracy: number])[]): Published {
  return {
    source: `Few-Shot-Intent-Detection (jianguoz on GitHub), README, ${set}, 10-shot`,
    differs: `${
      set === 'CLINC150' ? 'Another selection of ten rows per class. ' : ''
    }No question out of scope; models that were trained on other intent sets or large corpora before.`,
    rows: rows.map(([system, accuracyNoThreshold]) => ({ ...nothing(system), accuracyNoThreshold })),
  }
}

/** @param rows in per cent */
function hint3(rows: readonly (readonly [system: string, none: number, inScope: number, oos: number])[]): Published {
  return {
    source:
      'HINT3 (hellohaptik/HINT3 on GitHub; Arora et al., Insights Workshop at EMNLP 2020), recomputed from the published ' +
      'predictions, v1 labels, full train set',
    differs:
      'The threshold of these rows was chosen on the test questions, which flatters: compare them with the column ' +
      '“chosen on test”, not with those of a threshold that was there before.',
    rows: rows.map(([system, none, inScope, oos]) => ({
      ...nothing(system),
      accuracyNoThreshold: none / 100,
      inScopeAccuracy: inScope / 100,
      oosRecall: oos / 100,
    })),
  }
}

function points(system: string, inScopeAccuracy: number, oosRecall: number): PublishedRow {
  return { ...nothing(system), inScopeAccuracy, oosRecall }
}

function f1(system: string, value: number): PublishedRow {
  return { ...nothing(system), f1: value }
}

function nothing(system: string): PublishedRow {
  return { system, accuracyNoThreshold: null, inScopeAccuracy: null, oosRecall: null, f1: null }
}
