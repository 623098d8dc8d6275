import { packagePath } from '../../knowledge/basics/package-path.js'

/** Folder of benchmark data and models that no package contains. */
export const SHARED_FOLDER = process.env.VENTANILLA_SHARED ?? packagePath('..', 'shared')
