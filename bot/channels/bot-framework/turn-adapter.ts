import type { Activity, InvokeResponse, ResourceResponse, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import type { Logger } from '../../../knowledge/ports.js'
import { stepIn } from '../../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../../knowledge/words/locale-files.js'
import { delivered, Undelivered } from './delivery.js'

/** Replaces botbuilder's own `process`, which prints errors to the console and answers in its own format. */
export class TurnAdapter extends botbuilder.CloudAdapter {
  constructor(
    authentication: botbuilder.ConfigurationBotFrameworkAuthentication,
    private readonly logger: Logger,
    private readonly longestDeliveryMs: number,
  ) {
    super(authentication)
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { serviceUrl } = context.activity
    try {
      return await delivered(super.sendActivities(context, activities), serviceUrl, this.longestDeliveryMs)
    } catch (error) {
      if (error instanceof Undelivered) {
        const { code, reason, next } = error
        this.logger.error(
          { code, reason, hint: stepIn(COMMON_LANGUAGE, next) },
          'a reply could not be delivered to its channel',
        )
      }
      throw error
    }
  }

  receive(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic)
  }
}
