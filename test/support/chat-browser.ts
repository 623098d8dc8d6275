import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { PATIENCE_MS } from './patience.js'
import { requirementPath } from './requirements.js'

/** Chromium without a window and without any call of its own to the network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: requirementPath('chromium'),
    timeout: PATIENCE_MS,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** The chat page in a browser of its own, as a citizen meets it. */
export interface ChatWindow {
  readonly page: Page
  /** every warning and error of the console, every exception, every breach of the security policy */
  readonly complaints: readonly string[]
  /** Waits for a message that holds this text; bot's and citizen's alike. */
  sees(text: string): Promise<void>
  /** Where the citizen writes. */
  readonly box: Locator
  /** Types into the box by keyboard and sends with Enter. */
  writes(text: string): Promise<void>
  /** A button offered under the last message. */
  offer(text: string): Locator
  close(): Promise<void>
}

/** A browser of its own, in British English where nothing else is asked for. */
export async function newContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  context.setDefaultTimeout(PATIENCE_MS)
  return context
}

/** The chat page in a tab of that browser, which stays open when the chat is closed. */
export async function openChat(context: BrowserContext, url: string): Promise<ChatWindow> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  const box = page.locator('[data-id="webchat-sendbox-input"]')
  return {
    page,
    box,
    complaints,
    async sees(text) {
      await page.locator('.webchat__bubble__content', { hasText: text }).last().waitFor()
    },
    async writes(text) {
      await box.focus()
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    },
    // Web Chat keeps a second one for screen readers to announce.
    offer: (text) => page.locator('.webchat__suggested-action', { hasText: text }),
    close: () => page.close(),
  }
}
