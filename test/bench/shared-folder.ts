import { packagePath } from '../../knowledge/basics/package-path.js'

/** Where data and models lie that are measured with, and belong to no package. */
export const SHARED_FOLDER = process.env.VENTANILLA_SHARED ?? packagePath('..', 'shared')
