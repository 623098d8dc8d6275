/** A step of the walk: words about what follows, a command, or what a citizen writes in the chat. */
export type Step =
  | { readonly kind: 'tell'; readonly text: string }
  | { readonly kind: 'run'; readonly args: readonly string[] }
  | { readonly kind: 'chat'; readonly text: string }

const tell = (text: string): Step => ({ kind: 'tell', text })
const run = (...args: readonly string[]): Step => ({ kind: 'run', args })
const chat = (text: string): Step => ({ kind: 'chat', text })

/** Stands for the id of the group of questions that was listed last. */
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
    'A first start serves the sample knowledge base. A citizen asks for a fee, and for what nobody has written about.',
  ),
  chat(FEE),
  chat('sí'),
  chat('¿Alquilan el salón de actos para bodas?'),
  tell('The fees rise by a tenth: five pairs in two languages, ten edits in one file.'),
  run('import', EDITS_FILE, '--source', 'Fees 2027', ...ANA),
  tell('An editor sees what was asked in vain and drafts an answer; somebody else approves it.'),
  run('curate', 'list'),
  run('curate', 'new-pair', GROUP, '--pair-id', 'event-hall', '--question', HALL, '--answer-file', ANSWER_FILE, ...ANA),
  run('curate', 'approve', GROUP, '--golden', ...EVA),
  tell('All of it becomes a version, which is judged against the one that serves, and tried on live conversations.'),
  run('retrain', '--author', 'Ana Ruiz'),
  run('compare', 'kb-000001', 'kb-000002'),
  run('canary', 'kb-000002', '--share', '20', ...EVA, '--reason', 'passed the gate'),
  run('canary', 'status'),
  run('canary', 'stop', ...EVA, '--reason', 'nobody complained'),
  tell('It is promoted. The running server follows between turns, and can still say what it answered before.'),
  run('promote', 'kb-000002', ...EVA, '--reason', 'fees of 2027, agreed on Monday'),
  run('versions'),
  chat(FEE),
  run('ask', FEE, '--as-of', 'kb-000001'),
  run('drift'),
  tell('One command takes it back, and everything is on record.'),
  run('rollback', ...EVA, '--reason', 'the council postponed the new fees'),
  chat(FEE),
  run('audit', 'list'),
  run('audit', 'verify'),
]
