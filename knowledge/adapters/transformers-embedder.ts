import { createHash } from 'node:crypto'
import { basename, isAbsolute } from 'node:path'
import type { PreTrainedModel, PreTrainedTokenizer } from '@xenova/transformers'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import type { Embedder, EmbedderIdentity, EmbedderPin, EmbedderProvider } from '../ports.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { Part } from '../words/error-facts.js'
import type { NextStep } from '../words/next-steps.js'
import { findModel, hashModel, isPulled, type ModelFolder } from './model-folder.js'

export const TRANSFORMERS = 'transformers'

/** Text beyond this many UTF-16 units is ignored: models read about 512 tokens, and tokenizers are slow on long words. */
const MAX_CHARS = 4_000
const LONE_SURROGATE = /\p{Surrogate}/gu
/** Token limit for a model that does not state one. */
const USUAL_MAX_TOKENS = 512
/** Part of the revision: increase it when the code below makes different vectors from the same files. */
const RULES = 1

const optionsSchema = z.object({
  /** hub id below the models folder, or the path of a folder */
  model: z.string().min(1),
  /** `mean` of all tokens or the vector of the first (`cls`), as the model's card says */
  pooling: z.enum(['mean', 'cls']).default('mean'),
  /** prepended to a question, e.g. `query: ` for the E5 family */
  queryPrefix: z.string().default(''),
  /** prepended to a phrasing, e.g. `passage: ` */
  passagePrefix: z.string().default(''),
  /** `onnx/model_quantized.onnx` instead of `onnx/model.onnx` */
  quantized: z.boolean().default(true),
})

export type TransformersOptions = Readonly<z.input<typeof optionsSchema>>
type Options = Readonly<z.output<typeof optionsSchema>>

/**
 * Sentence models run by transformers.js, from the disk only: nothing is downloaded. The library is large and is loaded with
 * the first model.
 *
 * @param modelsFolder where pulled models are stored
 * @param chosen the model for new versions; without one, only versions that pin theirs can be opened
 */
export function transformersProvider(modelsFolder: string, chosen: TransformersOptions | null): EmbedderProvider {
  return {
    provider: TRANSFORMERS,

    async fit() {
      if (chosen === null) {
        throw new KnowledgeError('EMBEDDER_UNKNOWN', { what: 'no-model-chosen' }, { do: 'choose-model' })
      }
      const options = optionsSchema.parse(chosen)
      const folder = findModel(modelsFolder, options.model, options.quantized)
      const files = await hashModel(folder, options.quantized)
      const embedder = await load(folder, { ...options, model: folder.model }, files)
      const pin: EmbedderPin = {
        ...embedder.identity,
        provider: TRANSFORMERS,
        options: { ...options, model: folder.model },
        files,
      }
      return { embedder, pin, state: null }
    },

    async open(pin) {
      const parsed = optionsSchema.safeParse(pin.options)
      if (!parsed.success) throw mismatch(pin, { what: 'options-unknown' })
      const options = parsed.data
      const folder = findModel(modelsFolder, options.model, options.quantized)
      const files = await hashModel(folder, options.quantized)
      const changed = Object.keys(files).filter((name) => files[name] !== pin.files[name])
      if (changed.length > 0) throw mismatch(pin, { what: 'other-files', folder: folder.path, files: changed })
      const { revision } = identityOf(options, files, pin.dimensions)
      if (revision !== pin.revision) throw mismatch(pin, { what: 'here-revision', revision })
      const embedder = await load(folder, options, files)
      if (embedder.identity.dimensions === pin.dimensions) return embedder
      await embedder.close()
      throw mismatch(pin, { what: 'other-dimensions', dimensions: embedder.identity.dimensions })
    },
  }
}

async function load(folder: ModelFolder, options: Options, files: Readonly<Record<string, string>>): Promise<Embedder> {
  const { tokenizer, model } = await loadModel(folder, options)
  try {
    const probe = await hiddenStates(tokenizer, model, 'a')
    const identity = identityOf(options, files, probe.dimensions)
    return embedderOf(tokenizer, model, identity, options)
  } catch (cause) {
    await model.dispose()
    throw unloadable(folder, cause)
  }
}

function embedderOf(
  tokenizer: PreTrainedTokenizer,
  model: PreTrainedModel,
  identity: EmbedderIdentity,
  { pooling, queryPrefix, passagePrefix }: Options,
): Embedder {
  async function embedOne(text: string, prefix: string): Promise<Float32Array | null> {
    const readable = text.slice(0, MAX_CHARS).replace(LONE_SURROGATE, ' ').trim()
    if (!holdsWords(readable) || !knowsAnyToken(tokenizer, readable)) return null
    const { tokens, dimensions, values } = await hiddenStates(tokenizer, model, prefix + readable)
    const pooled = pooling === 'cls' ? values.slice(0, dimensions) : meanOf(values, tokens, dimensions)
    return unitLength(pooled)
  }

  return {
    identity,
    async embed(texts, role) {
      const prefix = role === 'query' ? queryPrefix : passagePrefix
      const rows: (Float32Array | null)[] = []
      // One by one: a quantized model scales its numbers over the whole batch, so a vector would depend on the other texts in it.
      for (const text of texts) rows.push(await embedOne(text, prefix))
      return rows
    },
    async close() {
      await model.dispose()
    },
  }
}

async function loadModel(folder: ModelFolder, { quantized }: Options) {
  const { AutoModel, AutoTokenizer, env } = await import('@xenova/transformers').catch((cause: unknown) => {
    throw unloadable(folder, cause)
  })
  env.allowRemoteModels = false
  env.useFSCache = false
  // The library prepends this to every path, including absolute ones.
  env.localModelPath = '/'
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(folder.path, { local_files_only: true })
    const model = await AutoModel.from_pretrained(folder.path, { quantized, local_files_only: true })
    limitTokens(tokenizer, model)
    return { tokenizer, model }
  } catch (cause) {
    throw unloadable(folder, cause)
  }
}

/** Some models state no token limit, or 10³⁰. More tokens than positions would crash them. */
function limitTokens(tokenizer: PreTrainedTokenizer, model: PreTrainedModel): void {
  const config: { max_position_embeddings?: unknown } = model.config
  const limits = [tokenizer.model_max_length as unknown, config.max_position_embeddings]
  const known = limits.filter((limit): limit is number => typeof limit === 'number' && limit > 0)
  tokenizer.model_max_length = Math.min(USUAL_MAX_TOKENS, ...known)
}

interface HiddenStates {
  readonly tokens: number
  readonly dimensions: number
  /** tokens × dimensions, row-major */
  readonly values: Float32Array
}

async function hiddenStates(tokenizer: PreTrainedTokenizer, model: PreTrainedModel, text: string) {
  const outputs = await model(tokenizer(text, { padding: true, truncation: true }))
  const states = outputs.last_hidden_state ?? outputs.token_embeddings ?? outputs.logits
  const [batch, tokens, dimensions] = states?.dims ?? []
  if (batch !== 1 || !(states.data instanceof Float32Array) || typeof dimensions !== 'number') {
    throw new Error('the model gives no vector per token')
  }
  const found: HiddenStates = { tokens, dimensions, values: states.data }
  return found
}

/** Letters or digits: some models give emoji or punctuation a vector, but a meaningless one. */
function holdsWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** False when the model knows no token of the text (another script, one enormous word). */
function knowsAnyToken(tokenizer: PreTrainedTokenizer, text: string): boolean {
  const special = new Set<number>(tokenizer.all_special_ids)
  return tokenizer.encode(text).some((id: number) => !special.has(id))
}

function meanOf(values: Float32Array, tokens: number, dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions)
  for (let token = 0; token < tokens; token++) {
    for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] ?? 0) + (values[token * dimensions + i] ?? 0)
  }
  return sum.map((value) => value / tokens)
}

function unitLength(vector: Float32Array): Float32Array | null {
  const norm = Math.hypot(...vector)
  return norm > 0 && Number.isFinite(norm) ? vector.map((value) => value / norm) : null
}

function identityOf(options: Options, files: Readonly<Record<string, string>>, dimensions: number): EmbedderIdentity {
  const { model, ...deciding } = options
  const revision = createHash('sha256')
    .update(canonicalJson({ rules: RULES, files, ...deciding }))
    .digest('hex')
  return { name: isAbsolute(model) ? basename(model) : model, revision, dimensions }
}

function mismatch({ name, revision, dimensions }: EmbedderPin, fault: Part): KnowledgeError {
  const facts = { what: 'embedder', name, revision, dimensions, fault } as const
  return new KnowledgeError('EMBEDDER_MISMATCH', facts, { do: 'put-model-back' })
}

function unloadable(folder: ModelFolder, cause: unknown): KnowledgeError {
  const next: NextStep = isPulled(folder)
    ? { do: 'pull-model-again', model: folder.model }
    : { do: 'restore-model-files' }
  return new KnowledgeError('EMBEDDER_UNLOADABLE', { what: 'model', folder: folder.path }, next, { cause })
}
