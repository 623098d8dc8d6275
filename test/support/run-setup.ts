import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { packagePath } from '../../knowledge/basics/package-path.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** a folder of this run for contents that are made once and copied; see `once-in-a-run.ts` */
    runFolder: string
    /** whether long tests run in full length; see `series.ts` */
    series: boolean
  }
}

/** Runs once, before the first test: updates dist/ from the sources, for tests that start processes. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await build()
  const folder = await mkdtemp(join(tmpdir(), 'ventanilla-run-'))
  project.provide('runFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}

/** tsc's exit statuses for type errors. It writes the output anyway, and `npm run check` reports the errors. */
const TYPE_ERRORS: readonly unknown[] = [1, 2]

async function build(): Promise<void> {
  const tsc = [packagePath('node_modules/typescript/bin/tsc'), '--build', packagePath('tsconfig.json')]
  await promisify(execFile)(process.execPath, tsc).catch((error: { readonly code?: unknown }) => {
    if (!TYPE_ERRORS.includes(error.code)) throw error
  })
}
