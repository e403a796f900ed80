import { z } from 'zod'
import { Outcome, PolicyTest } from '#policy'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import type { ArgumentPath } from '../rule/argument-paths.ts'

/** A test while it is being written. */
export interface TestDraft {
  name: string
  tool: string
  args: string
  as: string
  at: string
  expect: PolicyTest['expect']
}

/** Reads a draft as a test of the language; empty fields are left out of the text. */
export const TestSchema = z
  .object({
    name: z.string().trim().min(1, 'Say what must hold.'),
    tool: z.string().trim().min(1, 'Name a tool or a pattern.'),
    args: z.string(),
    as: z.string().trim(),
    at: z.string().trim(),
    expect: Outcome,
  })
  .transform(({ name, tool, args, as, at, expect }, context): PolicyTest => {
    const read = readArguments(args)
    if (typeof read === 'string') context.addIssue({ code: 'custom', path: ['args'], message: read })
    const written = PolicyTest.safeParse({
      name,
      tool,
      ...(isJsonObject(read) && Object.keys(read).length > 0 && { args: read }),
      ...(as !== '' && { as }),
      ...(at !== '' && { at }),
      expect,
    })
    if (written.success) return written.data
    for (const { path } of written.error.issues)
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: wrong[String(path[0])] ?? 'It cannot be read.',
      })
    return z.NEVER
  })

const wrong: Readonly<Record<string, string>> = {
  at: 'Write a time such as 2026-11-21T10:00:00Z.',
}

/** The arguments of a call as JSON, or why they are none. */
export function readArguments(text: string): JsonObject | string {
  if (text.trim() === '') return {}
  try {
    const value: Json = JSON.parse(text)
    return isJsonObject(value) ? value : 'Arguments are an object: { "name": "value" }.'
  } catch (error) {
    return `That is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`
  }
}

export function testDraft(test: Partial<PolicyTest>): TestDraft {
  const { name = '', tool = '', args, as = '', at = '', expect = 'deny' } = test
  return { name, tool, args: args === undefined ? '' : JSON.stringify(args, null, 2), as, at, expect }
}

/** Arguments with one more, of a value that fits its schema; text that cannot be read is left as it is. */
export function withArgument(text: string, { path, type, choices }: ArgumentPath): string {
  const args = readArguments(text)
  const name = argumentName(path)
  if (typeof args === 'string' || name === undefined) return text
  const value = choices?.[0] ?? examples[type]
  return JSON.stringify({ ...args, [name]: value }, null, 2)
}

const examples = { string: '', number: 0, boolean: false, list: [], object: {}, any: '' } as const

/** The name of an argument itself; nothing for what is inside of one. */
export function argumentName(path: string): string | undefined {
  const plain = /^args\.([^.[\]]+)$/.exec(path)?.[1]
  if (plain !== undefined) return plain
  const quoted = /^args\[("(?:[^"\\]|\\.)*")\]$/.exec(path)?.[1]
  if (quoted === undefined) return undefined
  const name: Json = JSON.parse(quoted)
  return typeof name === 'string' ? name : undefined
}
