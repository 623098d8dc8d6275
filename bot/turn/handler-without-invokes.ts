import type { InvokeResponse } from 'botbuilder'
import botbuilder from 'botbuilder'

const NOT_IMPLEMENTED = 501

/**
 * Answers every invoke alike: the bot offers none. botbuilder would read the values of those that it knows before it says the same, and
 * fail on values of another shape.
 */
export class HandlerWithoutInvokes extends botbuilder.ActivityHandler {
  protected override async onInvokeActivity(): Promise<InvokeResponse> {
    return { status: NOT_IMPLEMENTED }
  }
}
