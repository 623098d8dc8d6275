import { goldenCasesOf } from '../../evaluation/golden/golden-folder.js'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import type { Progress } from '../../knowledge/ports.js'
import { diskFullOr } from '../../knowledge/store/durable-file.js'
import { FREEZE_LOCK } from '../../knowledge/store/versions.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { versionIdSchema } from '../../knowledge/version-id.js'
import { type KeptVerdict, keptVerdictSchema, reasonsOf } from '../release/verdicts.js'
import { abandonRun, beginRun, unfinishedRun } from './find-run.js'
import { gather } from './gather.js'
import { readJson } from './read-made.js'
import type { RetrainRequest } from './retrain-request.js'
import { adaptOutcomeSchema, type Retrained } from './retrained.js'
import type { Run, StepFacts } from './run-document.js'
import { dropWork, giveRoomBack, tidyRuns } from './run-room.js'
import { openRunRecord, type RunRecord, runSteps } from './run-steps.js'
import { versionOf } from './steps/seal.js'
import { openWork, type RetrainParts, RUN_FILES, type Work } from './work.js'

/**
 * Makes a version of what editors have approved, and judges it. Whatever goes wrong, the champion stays as it is; an
 * interrupted run is gone on with from its last finished step, or from the first where it had filled the disk.
 *
 * @throws {KnowledgeError} whatever a step throws, DATA_FOLDER_BUSY while another version is being made, NOTHING_TO_RESUME;
 * IMPORT_INVALID and GOLDEN_CONTRADICTION, before anything is begun, where the golden files need mending
 */
export async function retrain(
  installation: RetrainParts,
  request: RetrainRequest,
  onProgress: Progress = () => {},
): Promise<Retrained> {
  const { store, clock } = installation
  const adaptation = installation.making.adaptation()
  return store.locked(FREEZE_LOCK, 'long', async (lock) => {
    try {
      const { champion } = await readAliases(store)
      const gathered = await gather(installation, { adaptation, author: request.author, parent: champion })
      const interrupted = await unfinishedRun(store)
      if (interrupted === null && request.resume === 'unfinished') throw nothingToResume()
      const goesOn =
        interrupted !== null && (request.resume === 'unfinished' || interrupted.inputsHash === gathered.inputsHash)
      // Here an error names the file that editors know, and no run has begun that would fail; an interrupted one has its copies.
      if (request.resume === 'same-inputs') await goldenCasesOf(gathered.golden)
      if (interrupted !== null && !goesOn) await abandonRun(store, interrupted, clock)
      const run = goesOn ? interrupted : await beginRun(installation, request, gathered.inputsHash, champion)
      const record = openRunRecord(store, run)
      const outputs: Work['outputs'] = (step) => record.step(step)?.outputs ?? {}
      const work = openWork(run, { installation, adaptation, onProgress, gathered, lock, outputs })
      try {
        await runSteps(work, record)
      } catch (error) {
        if (errorCode(error) === 'DISK_FULL') {
          await giveRoomBack(store, record.current(), (await versionOf(work)) !== null)
        }
        throw error
      } finally {
        await work.close()
      }
      await dropWork(store, run.id)
      await tidyRuns(store)
      return await outcomeOf(record, work, goesOn)
    } catch (error) {
      throw diskFullOr(error, store.place)
    }
  })
}

async function outcomeOf(record: RunRecord, work: Work, resumed: boolean): Promise<Retrained> {
  const run: Run = record.current()
  const facts = (step: string): StepFacts => record.step(step)?.outputs ?? {}
  const unchanged = facts('seal').unchanged === true
  const verdict: KeptVerdict = unchanged
    ? { gate: 'pass', rules: [] }
    : keptVerdictSchema.parse(await readJson(work.files, RUN_FILES.verdict))
  const page = facts('report').page
  return {
    run: run.id,
    version: versionIdSchema.parse(facts('seal').version),
    champion: run.parent,
    gate: verdict.gate,
    reasons: reasonsOf(verdict),
    embedded: Number(facts('embed').embedded ?? 0),
    reused: Number(facts('embed').reused ?? 0),
    encoder: adaptOutcomeSchema.parse(facts('adapt').encoder),
    unchanged,
    promoted: facts('promote-or-hold').promoted === true,
    rolledBack: facts('promote-or-hold').rolledBack === true,
    resumed,
    report: typeof page === 'string' ? work.files.path(page) : null,
  }
}

function nothingToResume(): KnowledgeError {
  return new KnowledgeError('NOTHING_TO_RESUME', { what: 'none-interrupted' }, { do: 'start-new-run' })
}
