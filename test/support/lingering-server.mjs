import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'

/**
 * Runs until it is stopped: `node lingering-server.mjs <dist> <clean|fails>`. Its open port keeps the process alive, like a
 * call without an answer. Prints `ready` once it handles signals.
 */
const [dist, stopping] = process.argv.slice(2)
const { runUntilStopped } = await import(pathToFileURL(`${dist}/deploy/roles/run-until-stopped.js`).href)

const logger = { debug() {}, info() {}, warn() {}, error() {} }
createServer().listen(0, '127.0.0.1', () => process.stdout.write('ready\n'))
const stop = stopping === 'clean' ? async () => {} : async () => Promise.reject(new Error('did not close'))
process.exitCode = await runUntilStopped({ stop, logger, onStopping: () => {} })
