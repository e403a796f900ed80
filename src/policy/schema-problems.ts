import type { z } from 'zod'
import { type JsoncNode, memberNamed } from '#std/jsonc'
import { nearest } from '#std/nearest'
import { pointerOf } from '#std/pointer'
import type { FaultCode } from './faults.ts'
import { fieldsAt } from './fields.ts'
import type { Finding } from './problem.ts'
import { nodeAt } from './source.ts'

type Issue = z.core.$ZodIssue

/** What the schema says against a document, in our words and at its places. */
export function schemaProblems(error: z.core.$ZodError, root: JsoncNode): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(issue, root))
}

function findingsOf(issue: Issue, root: JsoncNode): Finding[] {
  const steps = issue.path.map(String)
  const pointer = pointerOf(steps)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, steps, root))
    case 'custom':
      return [{ code: customCode(issue), message: issue.message, pointer }]
    case 'too_small':
      return [{ code: 'out_of_range', message: `must be at least ${issue.minimum}${unitOf(issue)}`, pointer }]
    case 'too_big':
      return [{ code: 'out_of_range', message: `must be at most ${issue.maximum}${unitOf(issue)}`, pointer }]
    default:
      return [nodeAt(root, steps) === undefined ? missing(steps) : misfit(issue, pointer)]
  }
}

function unitOf(issue: { readonly origin: string }): string {
  return issue.origin === 'string' ? ' character long' : ''
}

function customCode(issue: Issue & { readonly code: 'custom' }): FaultCode {
  const code: unknown = issue.params?.['code']
  return code === 'bad_path' || code === 'bad_regex' ? code : 'wrong_type'
}

function unknownField(key: string, steps: readonly string[], root: JsoncNode): Finding {
  const meant = nearest(key, fieldsAt(steps))
  const node = nodeAt(root, steps)
  const member = node?.kind === 'object' ? memberNamed(node, key) : undefined
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\``
  return {
    code: 'unknown_field',
    message: `there is no field \`${key}\`${hint}`,
    pointer: pointerOf([...steps, key]),
    ...(member && { span: { offset: member.nameStart, length: member.nameEnd - member.nameStart } }),
    ...(member && meant !== undefined && { fix: renamed(member, meant) }),
  }
}

function renamed(
  member: { readonly nameStart: number; readonly nameEnd: number },
  meant: string,
): Finding['fix'] & {} {
  const { nameStart: offset, nameEnd } = member
  const edit = { offset, length: nameEnd - offset, text: JSON.stringify(meant) }
  return { title: `Change to \`${meant}\``, edits: [edit] }
}

function missing(steps: readonly string[]): Finding {
  return {
    code: 'missing_field',
    message: `\`${steps.at(-1) ?? ''}\` is missing`,
    pointer: pointerOf(steps.slice(0, -1)),
  }
}

function misfit(issue: Issue, pointer: string): Finding {
  if (issue.code === 'invalid_type')
    return { code: 'wrong_type', message: `must be ${named(issue.expected)}`, pointer }
  if (issue.code === 'invalid_value')
    return {
      code: 'wrong_value',
      message: `must be ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}`,
      pointer,
    }
  if (issue.code === 'invalid_key')
    return { code: 'wrong_value', message: 'there is no such risk class', pointer }
  if (issue.code === 'invalid_union') return { code: 'wrong_value', message: unionMessage(pointer), pointer }
  return { code: 'wrong_value', message: 'must be a date and time such as `2026-11-21T10:00:00Z`', pointer }
}

function unionMessage(pointer: string): string {
  return pointer.endsWith('/window')
    ? 'must be `minute`, `hour`, `day` or a whole number of seconds from 1 to a year'
    : 'is no JSON value'
}

function named(type: string): string {
  const names: Record<string, string> = {
    array: 'a list',
    object: 'an object',
    record: 'an object',
    int: 'a whole number',
    boolean: 'true or false',
  }
  return names[type] ?? `a ${type}`
}
