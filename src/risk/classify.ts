import type { ToolDefinition } from '#mcp/tool'
import { type Category, compareCategories, levelOf } from './category.ts'
import { confidenceOf } from './confidence.ts'
import { type Convention, conventionOf } from './convention.ts'
import { readDescription } from './description-reading.ts'
import { evidenceOf } from './evidence.ts'
import { doing, explain } from './explain.ts'
import type { Evidence, Judgement, ServerContext } from './judgement.ts'
import { readName } from './name-reading.ts'
import { readSchema } from './schema-reading.ts'
import { signalsOf } from './signals.ts'
import type { Readings } from './verdict.ts'
import { weigh } from './weigh.ts'
import { kindsOf, wordsOfName } from './words.ts'

/** Judges one tool by its definition; the same definition and context always give the same judgement. */
export function classify(tool: ToolDefinition, context: ServerContext = {}): Judgement {
  return judge(tool, conventionOf(context.server, context.toolNames ?? []), context)
}

/** Judges every tool of a server, each in the company of the others. */
export function classifyAll(tools: readonly ToolDefinition[], context: ServerContext = {}): Judgement[] {
  const convention = conventionOf(context.server, context.toolNames ?? tools.map((tool) => tool.name))
  return tools.map((tool) => judge(tool, convention, context))
}

function judge(tool: ToolDefinition, convention: Convention, context: ServerContext): Judgement {
  const readings = read(tool, convention)
  const described = descriptionOf(tool).trim() !== ''
  const verdict = weigh(readings)
  const judgement: Judgement = {
    category: verdict.category,
    level: levelOf(verdict.category),
    confidence: confidenceOf(verdict, readings, described),
    unsure: verdict.unsure,
    evidence: evidenceOf(verdict, readings),
    signals: signalsOf(readings, verdict.category, described),
    explanation: explain(verdict, readings, described),
  }
  const actions = context.actions?.get(tool.name) ?? []
  return actions.length === 0 ? judgement : dispatching(judgement, actions, context)
}

/** A server may send anything where a text belongs, and only the name was looked at (mcp, `isToolDefinition`). */
function descriptionOf(tool: ToolDefinition): string {
  return typeof tool.description === 'string' ? tool.description : ''
}

function read(tool: ToolDefinition, convention: Convention): Readings {
  const words = wordsOfName(tool.name)
  const nameKinds = kindsOf(words)
  const schema = readSchema(tool.inputSchema, nameKinds, convention.wordsOf)
  const around = convention.theme | convention.kinds | schema.kinds | nameKinds
  const description = readDescription(descriptionOf(tool), tool.name, around)
  const name = readName(
    { name: tool.name, words, amid: around | description.kinds, told: description.acts[0] },
    convention,
  )
  return { name, description, schema, annotations: tool.annotations }
}

/** A dispatcher is as grave as the worst that it can dispatch. */
function dispatching(own: Judgement, actions: readonly ToolDefinition[], context: ServerContext): Judgement {
  const { server } = context
  const judged = classifyAll(actions, server === undefined ? {} : { server })
  const ranked = actions.flatMap((action, index) => {
    const judgement = judged[index]
    return judgement === undefined ? [] : [{ name: action.name, judgement }]
  })
  ranked.sort((a, b) => compareCategories(b.judgement.category, a.judgement.category))
  const worst = ranked[0]
  if (worst === undefined) return own
  const graver = compareCategories(worst.judgement.category, own.category) >= 0 || own.unsure
  const category = graver ? worst.judgement.category : own.category
  const count = `${actions.length} ${actions.length === 1 ? 'action' : 'actions'}`
  const evidence = ranked.slice(0, 5).map(({ name, judgement }) => ofAction(name, judgement.category))
  return {
    category,
    level: levelOf(category),
    confidence: graver ? worst.judgement.confidence : own.confidence,
    unsure: graver ? worst.judgement.unsure : own.unsure,
    evidence: [...evidence, ...own.evidence],
    signals: own.signals,
    explanation: graver
      ? `It dispatches ${count}; the gravest, \`${worst.name}\`, ${doing[category]}.`
      : own.explanation,
  }
}

function ofAction(name: string, says: Category): Evidence {
  return {
    where: 'actions',
    text: name,
    offset: 0,
    length: name.length,
    says,
    why: `It can dispatch \`${name}\`, which ${doing[says]}.`,
  }
}
