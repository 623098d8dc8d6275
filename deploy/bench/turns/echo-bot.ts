import botbuilder from 'botbuilder'
import restify from 'restify'

/** The least that a bot of these two libraries does, without a registration: it reads an activity and repeats its text. */
const adapter = new botbuilder.CloudAdapter(
  new botbuilder.ConfigurationBotFrameworkAuthentication(
    {},
    new botbuilder.ConfigurationServiceClientCredentialFactory({}),
  ),
)
const bot = new botbuilder.ActivityHandler()
bot.onMessage(async (context, next) => {
  await context.sendActivity(`echo: ${context.activity.text}`)
  await next()
})
const server = restify.createServer()
server.use(restify.plugins.bodyParser())
server.post('/api/messages', async (request: unknown, response: unknown) => {
  // The two packages describe restify's requests with different types.
  await adapter.process(request as botbuilder.Request, response as botbuilder.Response, (context) => bot.run(context))
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.url}\n`))
process.on('disconnect', () => process.exit(0))
