import { goldenCasesOf } from '../../evaluation/golden/golden-folder.js'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import type { Progress } from '../../knowledge/ports.js'
import { storageFailureOr } from '../../knowledge/store/durable-file.js'
import { FREEZE_LOCK } from '../../knowledge/store/versions.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { refuseLoss } from '../release/refuse-loss.js'
import { keptVerdictSchema, reasonsOf } from '../release/verdicts.js'
import type { RetrainRequest } from './retrain-request.js'
import { gather } from './run/gather.js'
import { readJson } from './run/read-made.js'
import type { Retrained } from './run/retrained.js'
import { openRunContext, type RetrainParts, type RunContext } from './run/run-context.js'
import { RUN_FILES } from './run/run-files.js'
import { openRunRecord, type RunRecord } from './run/run-record.js'
import { dropScratch, giveRoomBack, tidyRuns } from './run/tidy-runs.js'
import { abandonRun, beginRun, unfinishedRun } from './run/unfinished-run.js'
import { runPipeline } from './run-pipeline.js'
import { adapt } from './steps/adapt.js'
import { embed } from './steps/embed.js'
import { evaluate } from './steps/evaluate.js'
import { promoteOrHold } from './steps/promote-or-hold.js'
import { report } from './steps/report.js'
import { seal, versionOf } from './steps/seal.js'

/**
 * Makes a version from the approved content and judges it. On any failure the champion stays as it is. An interrupted run is
 * resumed after its last finished step, or from the first step when it had filled the disk.
 *
 * @throws {KnowledgeError} any error of a step, DATA_FOLDER_BUSY while another version is being made, NOTHING_TO_RESUME;
 * PAIRS_LOST, IMPORT_INVALID and GOLDEN_CONTRADICTION, before the run begins, when many pairs are gone or the golden files have errors
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
      const resumes =
        interrupted !== null && (request.resume === 'unfinished' || interrupted.inputsHash === gathered.inputsHash)
      // Checked here, so that an error names the editors' own file and no run fails for it. A resumed run uses its copies.
      if (request.resume === 'same-inputs') await goldenCasesOf(gathered.golden)
      if (!resumes && champion !== null && request.mayLose !== true) await refuseLoss(store, gathered.content, champion)
      if (interrupted !== null && !resumes) await abandonRun(store, interrupted, clock)
      const run = resumes ? interrupted : await beginRun(installation, request, gathered.inputsHash, champion)
      const record = openRunRecord(store, run)
      const { resultOf } = record
      const context = openRunContext(run, { installation, adaptation, onProgress, gathered, lock, resultOf })
      try {
        await runPipeline(context, record)
      } catch (error) {
        if (errorCode(error) === 'DISK_FULL') {
          await giveRoomBack(store, record.current(), (await versionOf(context)) !== null)
        }
        throw error
      } finally {
        await context.close()
      }
      await dropScratch(store, run.id)
      await tidyRuns(store)
      return await outcomeOf(record, context, resumes)
    } catch (error) {
      throw storageFailureOr(error, store.place)
    }
  })
}

async function outcomeOf(record: RunRecord, { files }: RunContext, resumed: boolean): Promise<Retrained> {
  const { id, parent } = record.current()
  const { version, unchanged } = record.resultOf(seal)
  const { embedded, reused } = record.resultOf(embed)
  const { encoder } = record.resultOf(adapt)
  // An unchanged run ended before the verdict.
  const judged = unchanged ? null : keptVerdictSchema.parse(await readJson(files, RUN_FILES.verdict))
  const { promoted, rolledBack } = unchanged ? NOT_PROMOTED : record.resultOf(promoteOrHold)
  const { first = false } = unchanged ? {} : record.resultOf(evaluate)
  const { page } = unchanged ? { page: null } : record.resultOf(report)
  return {
    run: id,
    version,
    champion: parent,
    gate: judged?.gate ?? 'pass',
    reasons: judged === null ? [] : reasonsOf(judged),
    embedded,
    reused,
    encoder,
    unchanged,
    promoted,
    rolledBack,
    resumed,
    first,
    report: page === null ? null : files.path(page),
  }
}

const NOT_PROMOTED = { promoted: false, rolledBack: false }

function nothingToResume(): KnowledgeError {
  return new KnowledgeError('NOTHING_TO_RESUME', { what: 'none-interrupted' }, { do: 'start-new-run' })
}
