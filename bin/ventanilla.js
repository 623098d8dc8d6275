#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/deploy/cli/main.js', import.meta.url)
if (existsSync(program)) {
  const { main } = await import(program.href)
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write('error [NOT_BUILT] Ventanilla is not built yet\nnext: npm run build\n')
  process.exitCode = 2
}
