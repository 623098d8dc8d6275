import { systemClock } from '../../../deploy/installation/system-clock.js'
import { openInlineQueue } from '../../../training/adapters/inline-queue.js'
import { jobQueueContract } from '../../contracts/job-queue.js'
import { temporaryDataFolder } from '../../support/freezing.js'

jobQueueContract('inline', async () => {
  const folders = new Map<string, Awaited<ReturnType<typeof temporaryDataFolder>>>()
  return {
    async open(settings) {
      const folder = folders.get(settings.knowledgeBase) ?? (await temporaryDataFolder())
      folders.set(settings.knowledgeBase, folder)
      return openInlineQueue({ ...settings, store: folder, clock: systemClock })
    },
  }
})
