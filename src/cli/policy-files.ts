import { z } from 'zod'
import { isToolDefinition } from '#mcp/list-answer'
import type { ToolDefinition } from '#mcp/tool'
import { type Dispatcher, type Inventory, type InventoryTool, isReadable } from '#policy'
import { classify, classifyAll } from '#risk'
import { instantOf } from '#std/instant'
import type { JsonObject } from '#std/json'
import { type Fault, fail, ok, type Result } from '#std/result'
import { parseTools } from './tools-file.ts'

/** Why a file given to a command cannot be used: a sentence on standard error, and exit code 2. */
export type FileFault = Fault<'malformed'>

function malformed(path: string, message: string): Result<never, FileFault> {
  return fail({ code: 'malformed', message: `\`${path}\` ${message}` })
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether a name is in it that zod would drop and the gateway refuses. */
function hasProto(line: string): boolean {
  let found = false
  JSON.parse(line, (name, value) => {
    found ||= name === '__proto__'
    return value
  })
  return found
}

/** Each line that is not blank, with its number from 1. */
function linesOf(text: string): (readonly [line: string, number: number])[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => [line, index + 1] as const)
    .filter(([line]) => line.trim() !== '')
}

/** Reads tools: a `tools/list` answer, its list, or a tool a line. */
export function readTools(path: string, text: string): Result<readonly ToolDefinition[], FileFault> {
  const tools = parseTools(text)
  return tools.ok ? tools : malformed(path, `holds no tools: ${tools.fault.message}`)
}

const Action = z.union([z.string(), z.looseObject({ name: z.string() })])
const DispatchEntry = z.strictObject({
  tool: z.string(),
  each: z.string().optional(),
  name: z.string(),
  arguments: z.string().optional(),
  actions: z.array(Action).optional(),
})

/** Reads a dispatch table: a list of `{ tool, name, arguments?, each?, actions? }`. */
export function readDispatch(path: string, text: string): Result<Dispatcher[], FileFault> {
  const table = z.array(DispatchEntry).safeParse(parsedJson(text))
  if (!table.success) return malformed(path, 'is no list of dispatchers')
  const dispatchers = table.data.map(({ actions, ...entry }): Dispatcher => {
    if (actions === undefined) return entry
    return { ...entry, actions: actions.map((action) => actionOf(action)) }
  })
  const bad = dispatchers.find((dispatcher) => !isReadable(dispatcher))
  return bad === undefined
    ? ok(dispatchers)
    : malformed(path, `has a path for \`${bad.tool}\` that cannot be read`)
}

function actionOf(action: string | { readonly name: string }): InventoryTool {
  const tool: unknown = typeof action === 'string' ? { name: action } : action
  const definition = isToolDefinition(tool) ? tool : { name: '' }
  return { definition, category: classify(definition).category }
}

/** The inventory of a server from its tools, each with the class that the classifier gives it. */
export function inventoryOf(tools: readonly ToolDefinition[], dispatchers: readonly Dispatcher[]): Inventory {
  const judgements = classifyAll(tools)
  const classified = tools.flatMap((definition, index): InventoryTool[] => {
    const category = judgements[index]?.category
    return category === undefined ? [] : [{ definition, category }]
  })
  return { tools: classified, dispatchers }
}

const CallLine = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.json()).optional(),
  grant: z.string().optional(),
  session: z.string().optional(),
  at: z.string().optional(),
})

/** A call of a file, with the instant at which it is made. */
export interface CallLine {
  readonly name: string
  readonly arguments: JsonObject
  readonly grant: string
  readonly session: string
  readonly at: number
}

/** Reads calls, one a line; one without a time is made when the one before it was. */
export function readCalls(path: string, text: string): Result<CallLine[], FileFault> {
  const calls: CallLine[] = []
  let at = 0
  for (const [line, number] of linesOf(text)) {
    const call = CallLine.safeParse(parsedJson(line))
    if (!call.success) return malformed(path, `line ${number} is no call`)
    if (hasProto(line))
      return malformed(path, `line ${number} has a name \`__proto__\`, which no call may have`)
    const instant = call.data.at === undefined ? at : instantOf(call.data.at)
    if (instant === undefined) return malformed(path, `line ${number} has no ISO 8601 time in \`at\``)
    at = instant
    const { name, grant = 'anonymous', session = 'anonymous' } = call.data
    calls.push({ name, arguments: call.data.arguments ?? {}, grant, session, at })
  }
  return ok(calls)
}
