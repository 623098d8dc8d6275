#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/deploy/cli/main.js', import.meta.url)
if (existsSync(program)) {
  const { main } = await import(program.href).catch(tooFewFiles)
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write('error [NOT_BUILT] Ventanilla is not built yet\nnext: npm run build\n')
  process.exitCode = 2
}

/** The program itself cannot be loaded, so that its texts cannot be either. Any other failure to load it is a defect. */
function tooFewFiles(error) {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error
  const reason = `the system lets this process open no more files (${error.code})`
  const hint = 'raise the number of files that a process may open (ulimit -n) to 1024 or more'
  const failure = { code: 'STORAGE_FAILED', kind: 'broken', message: reason, hint }
  const isForProgram = process.argv.includes('--json')
  const said = isForProgram ? JSON.stringify({ error: failure }) : `error [STORAGE_FAILED] ${reason}\nnext: ${hint}`
  process.stderr.write(`${said}\n`)
  return { main: async () => 2 }
}
