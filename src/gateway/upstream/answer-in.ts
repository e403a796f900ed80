import { blockSplitter, dataOf } from '#mcp/event-stream'
import type { RequestId } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { ownNumber } from '#mcp/own-number'
import type { JsonObject } from '#std/json'

/** The answer to a request in what a server has said so far, be that JSON or events. */
export function answerIn(
  body: Buffer,
  id: RequestId,
): { text: string; result: JsonObject | undefined } | undefined {
  const text = body.toString('utf8')
  const texts = text.trimStart().startsWith('{')
    ? [text]
    : blockSplitter()
        .push(text)
        .flatMap((block) => dataOf(block) ?? [])
  for (const one of texts) {
    const message = readServerMessage(one)
    if (message.kind === 'answer' && (message.id === id || ownNumber(message.id) === id))
      return { text: one, result: message.result }
  }
  return undefined
}
