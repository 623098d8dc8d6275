// A training thread that dies in its first step, because part of its data is missing.
import { workerData } from 'node:worker_threads'
import { serve } from '../../dist/training/encoder/crew.js'

serve({ ...workerData, state: { ...workerData.state, words: undefined } })
