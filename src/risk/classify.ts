import type { ToolDefinition } from '#mcp/tool'
import { levelOf } from './category.ts'
import type { Judgement, ServerContext } from './judgement.ts'

/** Judges one tool by its definition; the same definition and context always give the same judgement. */
export function classify(tool: ToolDefinition, _context: ServerContext = {}): Judgement {
  const category = /^(get|list|search|find|read|describe)/i.test(tool.name) ? 'read' : 'write'
  return {
    category,
    level: levelOf(category),
    confidence: 0.5,
    unsure: true,
    evidence: [],
    signals: [],
    explanation: `The name is \`${tool.name}\`, and nothing else was looked at.`,
  }
}

/** Judges every tool of a server, each in the company of the others. */
export function classifyAll(tools: readonly ToolDefinition[], context: ServerContext = {}): Judgement[] {
  const whole: ServerContext = { ...context, toolNames: context.toolNames ?? tools.map((tool) => tool.name) }
  return tools.map((tool) => classify(tool, whole))
}
