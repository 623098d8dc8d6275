import { recordTranscript } from './record.js'

/** Prints the walk from ten edits to a promotion: `npm run transcript` writes it to deploy/transcript.md. */
process.stdout.write(await recordTranscript())
