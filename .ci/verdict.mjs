/** Reads vitest's JSON report, names skipped tests, prints a summary, and fails on any failure, any skip or an empty run. */
import { readFileSync } from 'node:fs'

const [, , reportFile, runnerStatus] = process.argv
const report = readReport(reportFile)
const skipped = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => `${name}: ${fullName}`),
)
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
)
const passed = report.numPassedTests
const failed = report.numFailedTests + brokenFiles.length

for (const name of skipped) process.stdout.write(`skipped, but no test may be skipped here: ${name}\n`)
for (const { name, message } of brokenFiles) process.stdout.write(`could not run: ${name}: ${message}\n`)
if (passed + failed === 0) process.stdout.write('no test ran\n')
process.stdout.write(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`)
process.exitCode = passed > 0 && failed === 0 && skipped.length === 0 && runnerStatus === '0' ? 0 : 1

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { testResults: [], numPassedTests: 0, numFailedTests: 0 }
  }
}
