import type { ToolDefinition } from '#mcp/tool'
import { levelOf } from './category.ts'
import { readDescription } from './description-reading.ts'
import type { Judgement, ServerContext } from './judgement.ts'
import { type Convention, conventionOf, readName } from './name-reading.ts'
import { readSchema } from './schema-reading.ts'
import { wordsOfName } from './words.ts'
import { type Readings, weigh } from './weigh.ts'

export function classify(tool: ToolDefinition, context: ServerContext = {}): Judgement {
  return judge(tool, conventionOf(context.server, context.toolNames ?? []), context)
}

export function classifyAll(tools: readonly ToolDefinition[], context: ServerContext = {}): Judgement[] {
  const convention = conventionOf(context.server, context.toolNames ?? tools.map((tool) => tool.name))
  return tools.map((tool) => judge(tool, convention, context))
}

export function read(tool: ToolDefinition, convention: Convention): Readings {
  const nameKinds = wordsOfName(tool.name).reduce((bits, word) => bits | (word.entry?.kinds ?? 0), 0)
  let own = convention.theme
  for (const word of convention.own) own |= wordsOfName(word).reduce((bits, each) => bits | (each.entry?.kinds ?? 0), 0)
  const schema = readSchema(tool.inputSchema, nameKinds)
  const amid = own | schema.kinds | nameKinds
  const description = readDescription(tool.description ?? '', tool.name, amid)
  const name = readName(tool.name, convention, amid | description.kinds, description.acts[0]?.verb)
  return { name, description, schema, annotations: tool.annotations }
}

function judge(tool: ToolDefinition, convention: Convention, _context: ServerContext): Judgement {
  const verdict = weigh(read(tool, convention))
  return {
    category: verdict.category,
    level: levelOf(verdict.category),
    confidence: 0.5,
    unsure: verdict.unsure,
    evidence: [],
    signals: [],
    explanation: JSON.stringify(verdict.ground),
  }
}
