// A thread of a training that dies in its first step: a part of what it shall work on is not there.
import { workerData } from 'node:worker_threads'
import { serve } from '../../dist/training/encoder/crew.js'

serve({ ...workerData, state: { ...workerData.state, words: undefined } })
