import { z } from 'zod'

/** A real inventory of this size exists, and its list is 576 tools in one line. */
export const toolCount = 576
/** Every third tool is one that the policy of the bench hides. */
export const isHidden = (index: number) => index % 3 === 2
export const toolName = (index: number) => `${isHidden(index) ? 'delete' : 'get'}_managed_object_${index}`

const words =
  'Reads or changes one managed object of the device, by its name or its number, within the package given.'
const inputSchema = {
  type: 'object',
  properties: {
    adom: { type: 'string', description: 'The administrative domain in which the object stands.' },
    name: { type: 'string', description: 'The name of the object, in the case in which it was made.' },
    fields: {
      type: 'array',
      items: { type: 'string' },
      description: 'Which fields are wanted; all, if none.',
    },
  },
  required: ['name'],
}

const echo = { name: 'echo', description: 'Says it again.', inputSchema: { type: 'object' } }
const tools = Array.from({ length: toolCount - 1 }, (_, index) => ({
  name: toolName(index),
  description: `${words} This is number ${index}.`,
  inputSchema,
}))
const listText = JSON.stringify({ tools: [echo, ...tools] })
const initializeText = JSON.stringify({
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'echo', version: '1.0.0' },
})

const Message = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.object({ arguments: z.object({ text: z.string() }).optional() }).optional(),
})

/** What the server under load says to one message; undefined to what wants no answer. */
export function answerTo(text: string): string | undefined {
  const message: z.infer<typeof Message> = JSON.parse(text)
  if (message.id === undefined) return undefined
  return `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":${resultOf(message)}}`
}

function resultOf({ method, params }: z.infer<typeof Message>): string {
  if (method === 'initialize') return initializeText
  if (method === 'tools/list') return listText
  if (method === 'tools/call') return callResultText(params?.arguments?.text ?? '')
  return '{}'
}

export function callResultText(text: string): string {
  return `{"content":[{"type":"text","text":${JSON.stringify(text)}}]}`
}
