import { z } from 'zod'
import type { Document, DocumentKind } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'

const rejectionsSchema = z.strictObject({
  format: z.literal(1),
  /** who rejected them and why is in the audit log */
  rejected: z.array(z.strictObject({ id: z.string() })),
})

/** Proposed golden cases that people rejected: they are not proposed again. */
const GOLDEN_REJECTIONS: DocumentKind<Readonly<z.infer<typeof rejectionsSchema>>> = {
  name: 'golden-rejections',
  schema: rejectionsSchema,
  initial: { format: 1, rejected: [] },
  ifDamaged: { do: 'restore-file' },
}

export function openGoldenRejections(store: Store): Document<Readonly<z.infer<typeof rejectionsSchema>>> {
  return store.document(GOLDEN_REJECTIONS)
}
