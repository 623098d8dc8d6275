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

/** Headless Chromium that makes no network calls of its own. */
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

/** The chat page in its own browser, as a citizen sees it. */
export interface ChatWindow {
  readonly page: Page
  /** console warnings and errors, exceptions, and violations of the security policy */
  readonly complaints: readonly string[]
  /** Waits for a message with this text, from the bot or the citizen. */
  sees(text: string): Promise<void>
  /** The citizen's input box. */
  readonly box: Locator
  /** Types into the box by keyboard and sends with Enter. */
  writes(text: string): Promise<void>
  /** A button offered under the last message. */
  offer(text: string): Locator
  close(): Promise<void>
}

/** A new browser context, in British English by default. */
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
    // Web Chat has a second copy for screen readers.
    offer: (text) => page.locator('.webchat__suggested-action', { hasText: text }),
    close: () => page.close(),
  }
}
