import {
  errorText,
  type Frame,
  type FrameFault,
  faultText,
  type NotificationFrame,
  type RequestFrame,
  type ResponseFrame,
  rpcCodes,
} from '#mcp/frame'
import { isNotificationName } from '#mcp/method'
import type { HttpResponse } from '#platform/http/exchange'
import type { Result } from '#std/result'
import type { CallExchange } from './call-exchange.ts'
import { BatchResponse, type Outlet } from './downstream/outlet.ts'
import type { Exchange } from './forward.ts'

/** How one element of a batch runs. */
export interface BatchRunner {
  request(exchange: CallExchange): Promise<void>
  quietly(exchange: Exchange<NotificationFrame | ResponseFrame>): Promise<void>
}

/** Each element is judged and sent for itself; what is refused never travels in company ([MCP 2025-03-26](https://modelcontextprotocol.io/specification/2025-03-26/basic/transports#sending-messages-to-the-server)). */
export async function answerBatch(
  response: HttpResponse,
  frames: readonly Result<Frame, FrameFault>[],
  common: Omit<CallExchange, 'frame'>,
  run: BatchRunner,
): Promise<void> {
  const answered = frames.filter((frame) => !frame.ok || needsAnswer(frame.value))
  const batch = new BatchResponse(common.outlet, answered.length)
  if (answered.length > 0) common.outlet.taken()
  const work: Promise<void>[] = []
  for (const frame of frames) {
    if (!frame.ok) {
      batch.answer(faultText(frame.fault))
      continue
    }
    const outlet = batch.part()
    const body = Buffer.from(frame.value.text)
    if (frame.value.kind === 'request') {
      const exchange = { ...common, body, outlet, frame: frame.value }
      work.push(
        frame.value.method === 'initialize' ? refuseInBatch(outlet, frame.value) : run.request(exchange),
      )
    } else if (needsAnswer(frame.value)) {
      outlet.answer(errorText('null', { code: rpcCodes.invalidRequest, message: 'a request needs an id' }))
    } else {
      work.push(run.quietly({ ...common, body, outlet, frame: frame.value }))
    }
  }
  await Promise.all(work)
  if (answered.length === 0) response.writeHead(202).end()
}

function needsAnswer(frame: Frame): boolean {
  return frame.kind === 'request' || (frame.kind === 'notification' && !isNotificationName(frame.method))
}

async function refuseInBatch(outlet: Outlet, frame: RequestFrame): Promise<void> {
  const message = '`initialize` must not be part of a batch'
  outlet.answer(errorText(frame.idText, { code: rpcCodes.invalidRequest, message }))
}
