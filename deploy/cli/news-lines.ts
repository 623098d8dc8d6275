import type { ServerNews } from '../roles/server-news.js'
import { type CliWords, nextSaid } from './words.js'

/** The lines for a server's news. */
export function newsLines(news: ServerNews, words: CliWords): string {
  const warning = (text: string) => words.say('talk.warning', { text })
  switch (news.kind) {
    case 'sample-imported':
      return words.say('server.sample-imported', { pairs: String(news.pairs) })
    case 'first-champion':
      return words.say('promote.done', { champion: news.version })
    case 'institution-incomplete':
      return warning(words.say('server.institution-incomplete', { settings: news.settings.join(', ') }))
    case 'institution-fictional':
      return warning(words.say('server.institution-fictional'))
    case 'adaptation-impossible': {
      const message = news.error.messageIn(words.language, (step) => nextSaid(step, words))
      return warning(words.say('server.adaptation-impossible', { message }))
    }
    case 'answers': {
      const { url, dataFolder, localOnly } = news
      return words.say(localOnly ? 'server.answers-locally' : 'server.answers', { url, dataFolder })
    }
    case 'works': {
      const { folder, schedule } = news
      return [
        folder === null ? words.say('server.works-on-redis') : words.say('server.works-on', { folder }),
        schedule === null ? words.say('server.no-schedule') : words.say('server.schedule', { ...schedule }),
        words.say('server.works-until'),
      ].join('\n')
    }
    case 'stopping':
      return words.say('server.stopping')
  }
}
