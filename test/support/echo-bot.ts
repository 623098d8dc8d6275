import botbuilder, { type ConversationReference } from 'botbuilder'

/** Turns in the order of arrival: type and text. */
export interface EchoBot extends botbuilder.ActivityHandler {
  readonly heard: botbuilder.Activity[]
  readonly references: Partial<ConversationReference>[]
}

/**
 * A small bot: greets, repeats, and does on request what a bot can do.
 *
 * `slow` answers after 150 ms, `typing` shows that it types, `fail` throws, `many` answers three times,
 * `edit` and `remove` change what they sent, `bye` ends the conversation.
 */
export function createEchoBot(): EchoBot {
  const bot = new botbuilder.ActivityHandler()
  const heard: botbuilder.Activity[] = []
  const references: Partial<ConversationReference>[] = []
  bot.onTurn(async (context, next) => {
    heard.push(context.activity)
    references.push(botbuilder.TurnContext.getConversationReference(context.activity))
    await next()
  })
  bot.onMembersAdded(async (context, next) => {
    const isUser = context.activity.membersAdded?.some(({ id }) => id !== context.activity.recipient.id)
    if (isUser) await context.sendActivity(`welcome ${context.activity.locale ?? ''}`.trim())
    await next()
  })
  bot.onMessage(async (context, next) => {
    const text = context.activity.text ?? ''
    if (text === 'slow') await context.sendActivities([{ type: 'delay', value: 150 }])
    if (text === 'typing') await context.sendActivity({ type: 'typing' })
    if (text === 'trace') await context.sendTraceActivity('inner workings', { secret: true })
    if (text === 'fail') throw new Error(`cannot answer "${text}"`)
    if (text === 'hang') await new Promise(() => {})
    if (text === 'many')
      await context.sendActivities(['one', 'two', 'three'].map((word) => ({ type: 'message', text: word })))
    if (text === 'bye') {
      await context.sendActivity({ type: 'endOfConversation' })
    } else {
      const sent = await context.sendActivity(`echo: ${text}`)
      if (text === 'edit') await context.updateActivity({ id: sent?.id ?? '', type: 'message', text: 'edited' })
      if (text === 'remove') await context.deleteActivity(sent?.id ?? '')
    }
    await next()
  })
  bot.onEvent(async (context, next) => {
    await context.sendActivity(`event: ${context.activity.name}`)
    await next()
  })
  return Object.assign(bot, { heard, references })
}
