import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { folderLayout } from '../../../knowledge/adapters/folder-layout.js'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { listSegments } from '../../../knowledge/adapters/segment-file.js'
import { storeContract } from '../../contracts/store.js'
import { fixedClock } from '../../support/freezing.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

storeContract('a data folder as', async () => {
  const root = await temporaryFolder()
  const { document, journal, folder } = folderLayout(root)
  return {
    store: await openDataFolder(root, fixedClock),
    again: () => folderStore(root),
    spoil: {
      document: (name, text) => writeFile(document(name).file, text),
      tear: (name, half) => appendFile(journal(name).lines, half),
      behead: (name) => rm(journal(name).head),
      async entry(name, position) {
        let left = position
        for (const { file } of await listSegments(folder(name))) {
          const lines = (await readFile(file, 'utf8')).split('\n')
          if (left < lines.length - 1) {
            await writeFile(file, lines.with(left, (lines[left] ?? '').replace('"number"', '"numbre"')).join('\n'))
            return
          }
          left -= lines.length - 1
        }
      },
    },
  }
})
