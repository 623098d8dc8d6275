import { workerData } from 'node:worker_threads'
import { type CrewMember, serve } from './crew.js'

serve(workerData as CrewMember)
