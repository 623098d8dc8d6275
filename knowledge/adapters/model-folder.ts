import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { KnowledgeError } from '../errors.js'
import type { NextStep } from '../words/next-steps.js'
import { factsOfFile } from './file-facts.js'

/** A sentence model on disk, in the layout that transformers.js reads. */
export interface ModelFolder {
  /** its name in a manifest: the path below the models folder (the hub id), or an absolute path */
  readonly model: string
  readonly path: string
}

/** The files of a model that decide its vectors. */
export function modelFiles(quantized: boolean): readonly string[] {
  return ['config.json', 'tokenizer.json', 'tokenizer_config.json', quantizedOrFull(quantized)]
}

function quantizedOrFull(quantized: boolean): string {
  return quantized ? 'onnx/model_quantized.onnx' : 'onnx/model.onnx'
}

/**
 * Finds a model by hub id or path.
 *
 * @throws {KnowledgeError} EMBEDDER_UNLOADABLE naming the missing files and the folder searched
 */
export function findModel(modelsFolder: string, model: string, quantized: boolean): ModelFolder {
  const pulled = resolve(modelsFolder, model)
  const path = existsSync(pulled) ? pulled : resolve(model)
  if (!existsSync(path) && looksLikePath(model)) {
    const facts = { what: 'no-folder', folder: path } as const
    throw new KnowledgeError('EMBEDDER_UNLOADABLE', facts, { do: 'restore-model-or-choose' })
  }
  if (!existsSync(path)) {
    const facts = { what: 'no-model', model, pulled, path } as const
    throw new KnowledgeError('EMBEDDER_UNLOADABLE', facts, { do: 'pull-model', model })
  }
  const below = relative(resolve(modelsFolder), path)
  const inside = below !== '' && !below.startsWith('..') && !isAbsolute(below)
  const folder = { model: inside ? below : path, path }
  const missing = modelFiles(quantized).filter((name) => !existsSync(join(path, name)))
  if (missing.length > 0) throw incomplete(folder, missing, quantized)
  return folder
}

/** Whether the name of an embedder can only be a path: a hub id is `name` or `owner/name`. */
export function looksLikePath(name: string): boolean {
  return isAbsolute(name) || /^\.{1,2}(\/|$)/.test(name) || name.split('/').length > 2
}

/** Whether the model is in the models folder, where pulled models are stored; any other folder is the operator's own. */
export function isPulled({ model }: ModelFolder): boolean {
  return !isAbsolute(model)
}

function incomplete(folder: ModelFolder, missing: readonly string[], quantized: boolean): KnowledgeError {
  const { model, path } = folder
  const lacking = { folder: path, files: missing }
  if (isPulled(folder)) {
    const next: NextStep = { do: 'pull-missing-files', model, quantized: quantized ? 'yes' : 'no' }
    return new KnowledgeError('EMBEDDER_UNLOADABLE', { what: 'model-incomplete', ...lacking }, next)
  }
  const next: NextStep = { do: 'check-embedder-setting' }
  return new KnowledgeError('EMBEDDER_UNLOADABLE', { what: 'no-model-folder', ...lacking }, next)
}

/** sha256 (hex) of each file that decides the model's vectors. */
export async function hashModel({ path }: ModelFolder, quantized: boolean): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {}
  for (const name of modelFiles(quantized)) hashes[name] = (await factsOfFile(join(path, name))).sha256
  return hashes
}
