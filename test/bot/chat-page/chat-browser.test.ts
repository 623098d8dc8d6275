import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import botbuilder from 'botbuilder'
import type { Browser, BrowserContext, BrowserContextOptions, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { loadLocales } from '../../../bot/locale.js'
import { createAssistantHandler } from '../../../bot/turn/assistant-handler.js'
import { ConversationStorage } from '../../../bot/turn/conversation-storage.js'
import { type ChatWindow, launchChromium, newContext, openChat } from '../../support/chat-browser.js'
import { CONTACT, type RunningServer, startPublicServer, type TestServerOptions } from '../../support/public-server.js'
import { requireOrSkip } from '../../support/requirements.js'
import { pairOf, scriptedAssistant } from '../../support/scripted-assistant.js'

const PAIRS = [
  pairOf('fees', 'en', {
    question: 'What does it cost?',
    answer: 'The fee is **40 euros**. See [the list](https://office.example/fees).',
    metadata: { starter: '1' },
  }),
  pairOf('fees', 'es', {
    question: '¿Cuánto cuesta?',
    answer: 'La tasa es de **40 euros**.',
    metadata: { starter: '1' },
  }),
  pairOf('deadline', 'en', { question: 'How long does it take?', answer: 'It takes five days.' }),
  pairOf('html', 'en', {
    question: 'What about HTML?',
    answer:
      '<img src=x onerror="window.hit=1"> <b>bold?</b>\n\n<script>window.hit=1</script> [click](javascript:window.hit=1)',
  }),
] as const

/** The real handler over a handful of pairs, behind the real channel and server. */
function startChatServer(options: TestServerOptions = {}): Promise<RunningServer> {
  const assistant = scriptedAssistant(PAIRS)
  const [fees, feesInSpanish, deadline, html] = PAIRS
  const inSpanish = { kind: 'answered', pair: feesInSpanish, confidence: 0.9 } as const
  assistant.script('cuánto me va a costar', inSpanish, { language: 'es' })
  assistant.script('how much is it', { kind: 'answered', pair: fees, confidence: 0.9 }, { language: 'en' })
  assistant.script('tell me more', { kind: 'clarification', pairs: [fees, deadline], confidence: 0.5 })
  assistant.script('html', { kind: 'answered', pair: html, confidence: 0.9 })
  const clock = { now: () => new Date() }
  const silent = () => {}
  const handler = createAssistantHandler({
    assistant,
    turns: { record: async () => {} },
    unanswered: { record: async () => {} },
    feedback: { record: async () => {} },
    locales: loadLocales(),
    contact: CONTACT,
    clock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    state: new botbuilder.ConversationState(
      new ConversationStorage({ clock, mostConversations: 100, idleMs: 3_600_000 }),
    ),
  })
  return startPublicServer({ ...options, directLine: { handler, ...options.directLine } })
}

/** With it the server accepts no earlier token. */
const otherKey = (): TestServerOptions => ({ directLine: { tokenKey: randomBytes(32) } })

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

requireOrSkip('chromium')('the chat page in Chromium', () => {
  let browser: Browser
  let server: RunningServer
  const windows: ChatWindow[] = []

  /** Most chats are tabs of one browser at one address, so that Chromium reads the page's scripts once. */
  let usual: BrowserContext

  async function open(options?: BrowserContextOptions, url = server.url): Promise<ChatWindow> {
    const chat = await openChat(options === undefined ? usual : await newContext(browser, options), url)
    windows.push(chat)
    return chat
  }

  beforeAll(async () => {
    browser = await launchChromium()
    usual = await newContext(browser)
    server = await startChatServer()
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** @returns a function that starts the server again at the same address */
  async function stopServer(): Promise<(options?: TestServerOptions) => Promise<void>> {
    const port = Number(new URL(server.url).port)
    await server.stop()
    return async (options) => {
      server = await startChatServer({ ...options, port })
    }
  }

  afterEach(async () => {
    await Promise.all(windows.splice(0).map((chat) => chat.close()))
  })

  it('opens with the disclosure, in the page and from the bot, and offers first questions', async () => {
    const chat = await open()
    await chat.page.getByText('An automated assistant, not a person').waitFor()
    await chat.sees('automated assistant')
    await chat.offer('What does it cost?').waitFor()
    expect(chat.complaints).toEqual([])
  })

  it('answers a question that was typed and sent by keyboard alone', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    // From the top of the page: the skip link leads into the conversation, Tab then to the text box.
    await chat.page.keyboard.press('Tab')
    expect(await chat.page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the conversation')
    await chat.page.keyboard.press('Enter')
    const inBox = () => chat.page.evaluate(() => document.activeElement?.getAttribute('data-id'))
    for (let presses = 0; presses < 12 && (await inBox()) !== 'webchat-sendbox-input'; presses++) {
      await chat.page.keyboard.press('Tab')
    }
    expect(await inBox()).toBe('webchat-sendbox-input')
    await chat.page.keyboard.type('how much is it')
    await chat.page.keyboard.press('Enter')
    await chat.sees('The fee is 40 euros')
    expect(await chat.page.locator('.webchat__bubble__content strong', { hasText: '40 euros' }).count()).toBe(1)
    expect(chat.complaints).toEqual([])
  })

  it('shows a sent message as sent', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('how much is it')
    await chat.sees('The fee is 40 euros')
    await expect.poll(() => chat.page.getByText(/^Sending/).count()).toBe(0)
    expect(await chat.page.getByText(/Send failed/).count()).toBe(0)
    expect(await chat.page.locator('.webchat__bubble--from-user').count()).toBe(1)
  })

  it('answers a starter question when its button is pressed', async () => {
    const chat = await open()
    await chat.offer('What does it cost?').click()
    await chat.sees('The fee is 40 euros')
  })

  it.each([
    ['clicked twice', (button: Locator) => button.dblclick()],
    // By then the answer is there, with its own buttons in the same place.
    ['clicked twice, slowly', (button: Locator) => button.dblclick({ delay: 200 })],
    [
      'pressed twice by keyboard',
      // Two presses in immediate succession, for which the browser reports no double click.
      (button: Locator) =>
        button.evaluate((element: HTMLElement) => {
          element.click()
          element.click()
        }),
    ],
  ])('asks once by a button that is %s, and the box still takes words', async (_name, press) => {
    const chat = await open()
    await press(chat.offer('What does it cost?'))
    await chat.sees('The fee is 40 euros')
    await chat.writes('html')
    await chat.sees('bold?')
    expect(await chat.page.locator('.webchat__bubble--from-user').count()).toBe(2)
  })

  it('accepts text in the box after a double click on Send', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.box.fill('how much is it')
    await chat.page.getByRole('button', { name: 'Send' }).dblclick()
    await chat.sees('The fee is 40 euros')
    await chat.writes('html')
    await chat.sees('bold?')
  })

  it('offers the close candidates as buttons when a question is ambiguous', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('tell me more')
    await chat.offer('How long does it take?').click()
    await chat.sees('It takes five days')
  })

  it('accepts by keyboard alone that an answer did not help, and offers a person', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('how much is it')
    await chat.offer('Not helpful').waitFor()
    const focused = () => chat.page.evaluate(() => document.activeElement?.textContent ?? '')
    await chat.page.keyboard.press('Shift+Tab')
    for (let presses = 0; presses < 6 && !(await focused()).includes('Helpful'); presses++) {
      await chat.page.keyboard.press('Shift+Tab')
    }
    await chat.page.keyboard.press('ArrowRight')
    expect(await focused()).toContain('Not helpful')
    await chat.page.keyboard.press('Enter')
    await chat.sees('I have noted it')
    await chat.offer('Talk to a person').waitFor()
    expect(await chat.offer('Not helpful').count()).toBe(0)
    expect(chat.complaints).toEqual([])
  })

  it('leads to a person by the button that is always there', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.page.getByRole('banner').getByRole('button', { name: 'Talk to a person' }).click()
    await chat.sees('900 000 123')
    await chat.sees('I want to talk to a person')
  })

  it('leads to a person in the language of the page, also from a chat in another', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('cuánto me va a costar')
    await chat.sees('La tasa es de 40 euros')
    await chat.page.locator('#person').click()
    await chat.sees('A person at')
  })

  it('marks the language of each message and its buttons, shown and read out', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.page.evaluate(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      // Web Chat soon removes what it has read out.
      new MutationObserver(() => {
        for (const part of document.querySelectorAll<HTMLElement>('.webchat__live-region-activity [lang]')) {
          heard.push(`${part.lang}: ${part.textContent}`)
        }
      }).observe(document.body, { childList: true, subtree: true })
    })
    await chat.writes('cuánto me va a costar')
    await chat.sees('La tasa es de 40 euros')
    await chat.offer('No me sirve').waitFor()
    const language = (words: Locator) => words.evaluate((element) => element.closest<HTMLElement>('[lang]')?.lang)
    const paragraph = (text: string) => chat.page.locator('.webchat__bubble__content p', { hasText: text })
    expect(await language(paragraph('La tasa es de 40 euros'))).toBe('es')
    expect(await language(paragraph('automated assistant'))).toBe('en')
    expect(await language(chat.offer('No me sirve'))).toBe('es')
    const heard = await chat.page.evaluate(() => (window as { heard?: string[] }).heard ?? [])
    expect(heard.some((words) => words.startsWith('es: La tasa es de 40 euros'))).toBe(true)
    await chat.writes('how much is it')
    await chat.sees('The fee is 40 euros')
    await chat.offer('Not helpful').waitFor()
    expect(await language(chat.offer('Not helpful'))).toBe('en')
    expect(chat.complaints).toEqual([])
  })

  it('shows the history again after a reload, and continues the same conversation', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('how much is it')
    await chat.sees('The fee is 40 euros')
    await chat.page.reload()
    await chat.sees('The fee is 40 euros')
    expect(await chat.page.locator('.webchat__bubble--from-user').count()).toBe(1)
    await chat.writes('html')
    await chat.sees('bold?')
    expect(await chat.page.locator('.webchat__bubble--from-user').count()).toBe(2)
    expect(chat.complaints).toEqual([])
  })

  it('begins anew, without a notice, when the saved conversation is no longer known', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.page.evaluate(() => {
      const saved = JSON.parse(sessionStorage.getItem('ventanilla-session') ?? '{}')
      sessionStorage.setItem('ventanilla-session', JSON.stringify({ ...saved, token: `${saved.token}x` }))
    })
    await chat.page.reload()
    await chat.sees('automated assistant')
    expect(await chat.page.locator('#status').textContent()).toBe('')
  })

  it.each([
    ['es-ES', 'es', 'asistente', '¿Cuánto cuesta?', 'Escriba su pregunta'],
    ['en-GB', 'en', 'assistant', 'What does it cost?', 'Write your question'],
    ['fr-FR', 'en', 'assistant', 'What does it cost?', 'Write your question'],
  ])('in a %s browser speaks %s, and so does the bot', async (locale, language, word, starter, placeholder) => {
    const chat = await open({ locale })
    await chat.sees(word)
    expect(await chat.page.evaluate(() => document.documentElement.lang)).toBe(language)
    await chat.offer(starter).waitFor()
    await chat.page.getByPlaceholder(placeholder).waitFor()
  })

  it('continues in the other language after the switch', async () => {
    const chat = await open({ locale: 'en-GB' })
    await chat.sees('automated assistant')
    await chat.page.getByRole('link', { name: 'Español' }).click()
    await chat.page.getByPlaceholder('Escriba su pregunta').waitFor()
    await chat.sees('automated assistant')
    await chat.page.locator('#person').click()
    await chat.sees('Por supuesto')
  })

  it('keeps messages while the connection is lost, and sends them when it is back', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    const restart = await stopServer()
    await chat.page.getByText('Network interruption occurred. Reconnecting…').last().waitFor()
    await chat.writes('how much is it')
    await restart()
    await chat.sees('The fee is 40 euros')
    await expect.poll(() => chat.page.getByText(/^Sending/).count()).toBe(0)
    expect(await chat.page.locator('.webchat__bubble--from-user').count()).toBe(1)
  })

  it('polls when WebSockets are blocked', async () => {
    const context = await newContext(browser)
    await context.routeWebSocket(/.*/, (socket) => socket.close())
    const page = await context.newPage()
    await page.goto(server.url)
    await page.locator('.webchat__suggested-action').first().click()
    await page.locator('.webchat__bubble__content', { hasText: 'The fee is' }).waitFor()
    expect(await page.locator('#chat').getAttribute('data-mode')).toBe('polling')
    // A poll that fails must not be the last one.
    await context.setOffline(true)
    await page.waitForTimeout(1_500)
    await context.setOffline(false)
    await page.locator('[data-id="webchat-sendbox-input"]').fill('html')
    await page.keyboard.press('Enter')
    await page.locator('.webchat__bubble__content', { hasText: 'bold?' }).waitFor()
    await context.close()
  })

  it('opens a new conversation, with the draft, when the server no longer accepts the token', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.box.fill('half a sent')
    const restart = await stopServer()
    await restart(otherKey())
    await chat.page.getByText('a new one has begun').waitFor()
    expect(await chat.box.inputValue()).toBe('half a sent')
    await chat.box.fill('how much is it')
    await chat.page.keyboard.press('Enter')
    await chat.sees('The fee is 40 euros')
  })

  it('restores a message that did not arrive when the server no longer accepts the token', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    const restart = await stopServer()
    await chat.page.getByText('Network interruption occurred. Reconnecting…').last().waitFor()
    await chat.writes('how much is it')
    await restart(otherKey())
    await chat.page.getByText('a new one has begun').waitFor()
    expect(await chat.box.inputValue()).toBe('how much is it')
  })

  it('says that it waits while the server cannot be reached, and then begins', async () => {
    const context = await newContext(browser)
    await context.route('**/directline/token', (route) => route.abort())
    const page = await context.newPage()
    await page.goto(server.url)
    await page.getByText('There is no connection at the moment').waitFor()
    await context.unroute('**/directline/token')
    await page.locator('.webchat__suggested-action').first().waitFor()
    expect(await page.locator('#status').textContent()).toBe('')
    await context.close()
  })

  it('shows markup in an answer as text', async () => {
    const chat = await open()
    await chat.sees('automated assistant')
    await chat.writes('html')
    await chat.sees('<b>bold?</b>')
    expect(await chat.page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined()
    const answer = chat.page.locator('.webchat__bubble__content', { hasText: '<b>bold?</b>' })
    expect(await answer.locator('img, b, script, [onerror], [href^="javascript"]').count()).toBe(0)
    expect(chat.complaints).toEqual([])
  })

  it('shows markup as text also when the bot has let it through', async () => {
    const echo = await startPublicServer()
    try {
      const chat = await open(undefined, echo.url)
      await chat.sees('welcome')
      await chat.writes('<b>bold?</b> <img src=x onerror="window.hit=1"> [click](javascript:window.hit=1) **strong**')
      const answer = chat.page.locator('.webchat__bubble__content', { hasText: 'echo:' })
      await answer.locator('strong', { hasText: 'strong' }).waitFor()
      expect(await answer.textContent()).toContain('<b>bold?</b>')
      expect(await answer.locator('img, b, script, [onerror], [href^="javascript"]').count()).toBe(0)
      expect(chat.complaints).toEqual([])
    } finally {
      await echo.stop()
    }
  })

  it('works when the browser blocks storage', async () => {
    const context = await newContext(browser)
    const page = await context.newPage()
    await page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get() {
          throw new DOMException('blocked', 'SecurityError')
        },
      })
    })
    await page.goto(server.url)
    await page.locator('.webchat__suggested-action').first().click()
    await page.locator('.webchat__bubble__content', { hasText: 'The fee is' }).waitFor()
    await context.close()
  })

  it('without JavaScript names the other ways to a person', async () => {
    const chat = await open({ javaScriptEnabled: false })
    await chat.page.locator('noscript p', { hasText: 'needs JavaScript' }).waitFor()
    await chat.page.getByRole('link', { name: '900 000 123' }).waitFor()
  })

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a small screen', { viewport: { width: 320, height: 568 }, hasTouch: true }],
    ['zoomed to 400 %', { viewport: { width: 320, height: 256 } }],
  ] as const)('has no accessibility fault that axe finds, %s', async (_name, options) => {
    const chat = await open(options)
    await chat.sees('automated assistant')
    await chat.writes('how much is it')
    await chat.sees('The fee is 40 euros')
    await chat.page.evaluate(AXE)
    const { violations } = await chat.page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
    expect(
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]),
    ).toEqual([])
  })

  it('folds the notice on a small screen once something is written, and leaves its title', async () => {
    const chat = await open({ viewport: { width: 390, height: 780 } })
    await chat.sees('automated assistant')
    expect(await chat.page.locator('#notice').getAttribute('open')).not.toBeNull()
    await chat.writes('how much is it')
    await chat.sees('The fee is 40 euros')
    expect(await chat.page.locator('#notice').getAttribute('open')).toBeNull()
    await chat.page.getByText('An automated assistant, not a person').click()
    await chat.page.locator('#notice p').waitFor()
  })

  it('cuts off no starter question, however narrow the screen', async () => {
    const chat = await open({ viewport: { width: 200, height: 568 } })
    const text = chat.offer('What does it cost?').locator('.webchat__suggested-action__text')
    await text.waitFor()
    expect(await text.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
  })

  it('needs no scrolling sideways at 320 pixels, and every control is large enough to hit', async () => {
    const chat = await open({ viewport: { width: 320, height: 568 } })
    await chat.sees('automated assistant')
    expect(await chat.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    const small = await chat.page.evaluate(() =>
      [
        ...document.querySelectorAll(
          '.top button, .chat form button, .webchat__suggested-action, summary, .languages a, .contact a',
        ),
      ]
        .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ text }) => text),
    )
    expect(small).toEqual([])
  })
})
