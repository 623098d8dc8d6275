import { memoryLog } from '../../../knowledge/adapters/memory-log.js'
import { appendLogContract, type Note } from '../../contracts/append-log.js'

appendLogContract('in-memory', async (clock) => memoryLog<Note>(clock))
