import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe } from 'vitest'
import { packagePath } from '../../knowledge/basics/package-path.js'

/** Something that a suite needs on its machine. */
export type Requirement = 'chromium' | 'redis' | 'shared'

interface Finding {
  /** absolute path of the program or folder; null when the machine has none */
  readonly path: string | null
  readonly howToGet: string
}

const programFolders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')

const FINDINGS: Readonly<Record<Requirement, Finding>> = {
  chromium: {
    path: firstExisting([
      process.env.CHROMIUM_PATH,
      ...inPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
      '/usr/bin/chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ]),
    howToGet: 'install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH',
  },
  redis: {
    path: firstExisting([process.env.REDIS_SERVER_PATH, ...inPath('redis-server'), '/usr/bin/redis-server']),
    howToGet: 'install redis-server (Debian: apt-get install redis-server) or set REDIS_SERVER_PATH',
  },
  shared: {
    path: firstExisting([process.env.VENTANILLA_SHARED, packagePath('..', 'shared')]),
    howToGet: 'put the shared data folder beside the checkout or set VENTANILLA_SHARED',
  },
}

/**
 * A `describe` for suites with requirements on the machine. When one is absent, the suite is skipped under a name that says how
 * to get it; with VENTANILLA_NO_SKIP=1 the suite runs, and `requirementPath` fails it.
 *
 * @example requireOrSkip('chromium')('the chat page', () => { … })
 */
export function requireOrSkip(...needs: readonly Requirement[]): (name: string, suite: () => void) => void {
  const missing = needs.filter((need) => FINDINGS[need].path === null)
  if (missing.length === 0 || process.env.VENTANILLA_NO_SKIP === '1') return (name, suite) => describe(name, suite)
  const hint = missing.map((need) => FINDINGS[need].howToGet).join('; ')
  return (name, suite) => describe.skip(`${name} (skipped: ${hint})`, suite)
}

/** Path of the program or folder. Call it inside a hook or a test of a suite made by `requireOrSkip`. */
export function requirementPath(need: Requirement): string {
  const { path, howToGet } = FINDINGS[need]
  if (path === null) throw new Error(`${need} is missing: ${howToGet}`)
  return path
}

function inPath(...programs: readonly string[]): readonly string[] {
  return programFolders.flatMap((folder) => programs.map((program) => resolve(folder, program)))
}

function firstExisting(candidates: readonly (string | undefined)[]): string | null {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null
}
