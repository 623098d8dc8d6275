/** A step of the walk: an explanation, a command, or a citizen's message in the chat. */
export type Step =
  | { readonly kind: 'tell'; readonly text: string }
  | { readonly kind: 'run'; readonly args: readonly string[] }
  | { readonly kind: 'chat'; readonly text: string }

const tell = (text: string): Step => ({ kind: 'tell', text })
const run = (...args: readonly string[]): Step => ({ kind: 'run', args })
const chat = (text: string): Step => ({ kind: 'chat', text })

/** Placeholder for the id of the group that was listed last. */
export const GROUP = 'q-0000000000'

export const EDITS_FILE = 'fees-2027.jsonl'
export const ANSWER_FILE = 'event-hall.md'

const ANA = ['--by', 'Ana Ruiz'] as const
const EVA = ['--by', 'Eva Sol'] as const
const FEE = '¿Cuánto cuesta registrar una sociedad?'
const HALL = '¿Puedo alquilar el salón de actos?'

/** From ten edits to a promotion and back. */
export const STEPS: readonly Step[] = [
  tell(
    'The first start serves the sample knowledge base. A citizen asks about a fee, and then something that no pair answers.',
  ),
  chat(FEE),
  chat('sí'),
  chat('¿Alquilan el salón de actos para bodas?'),
  tell('The fees rise by a tenth: five pairs in two languages, ten edits in one file.'),
  run('import', EDITS_FILE, '--source', 'Fees 2027', ...ANA),
  tell('An editor sees the unanswered question and drafts an answer; another person approves it.'),
  run('curate', 'list'),
  run('curate', 'new-pair', GROUP, '--pair-id', 'event-hall', '--question', HALL, '--answer-file', ANSWER_FILE, ...ANA),
  run('curate', 'approve', GROUP, '--golden', ...EVA),
  tell('The changes become a version. It is judged against the version that serves, and tried on live conversations.'),
  run('retrain', '--author', 'Ana Ruiz'),
  run('compare', 'kb-000001', 'kb-000002'),
  run('canary', 'kb-000002', '--share', '20', ...EVA, '--reason', 'passed the gate'),
  run('canary', 'status'),
  run('canary', 'stop', ...EVA, '--reason', 'nobody complained'),
  tell('It is promoted. The running server swaps between turns, and can still show what the earlier version answers.'),
  run('promote', 'kb-000002', ...EVA, '--reason', 'fees of 2027, agreed on Monday'),
  run('versions'),
  chat(FEE),
  run('ask', FEE, '--as-of', 'kb-000001'),
  run('drift'),
  tell('One command rolls it back, and the audit log has everything.'),
  run('rollback', ...EVA, '--reason', 'the council postponed the new fees'),
  chat(FEE),
  run('audit', 'list'),
  run('audit', 'verify'),
]
