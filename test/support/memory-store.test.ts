import { mkdir } from 'node:fs/promises'
import { storeContract } from '../contracts/store.js'
import { memoryStore, memoryWorld } from './memory-store.js'
import { temporaryFolder } from './temporary-folder.js'

storeContract('a forgetful', async () => {
  const folder = await temporaryFolder()
  for (const name of ['versions', 'staging']) await mkdir(`${folder}/${name}`)
  const world = memoryWorld(folder)
  return {
    store: memoryStore(world),
    again: () => memoryStore(world),
    spoil: {
      document: async (name, text) => void world.documents.set(name, text),
      // In memory a line is never torn.
      tear: async () => {},
      async behead(name) {
        const journal = world.journals.get(name)
        if (journal !== undefined) journal.head = null
      },
      async entry(name, position) {
        const entry = world.logs.get(name)?.entries[position]
        if (entry !== undefined) entry.json = '{"number": "damaged"}'
      },
    },
  }
})
