import type { DataFolder } from './data-folder.js'

/** Where an installation keeps everything. */
export type Store = DataFolder
