import { exactIndexFormat } from '../../../knowledge/adapters/exact-index.js'
import { vectorIndexContract } from '../../contracts/vector-index.js'

vectorIndexContract('exact', exactIndexFormat())
