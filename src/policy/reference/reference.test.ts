import { expect, test } from 'vitest'
import { compile } from '../compile.ts'
import { approvalOf } from '../compile-rule.ts'
import { faults } from '../faults.ts'
import { policyJsonSchema } from '../json-schema.ts'
import { parse } from '../parse.ts'
import { runTests } from '../run-tests.ts'
import type { ReferenceBlock } from './block.ts'
import { examplePolicy } from './example.ts'
import { reference } from './reference.ts'

const sections = reference()
const fields = sections.flatMap(({ id, blocks }) =>
  blocks.flatMap((block) => (block.kind === 'fields' ? block.fields.map((field) => ({ id, field })) : [])),
)

/** The names of all fields that the schema has, however deep. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === 'properties' ? Object.keys(inner) : []),
    ...namesIn(inner),
  ])
}

function sentencesOf(block: ReferenceBlock): readonly string[] {
  switch (block.kind) {
    case 'points':
    case 'steps':
      return block.sentences
    case 'table':
      return block.rows.flat()
    case 'fields':
      return block.fields.flatMap(({ type, about }) => [type, about])
    case 'problems':
      return block.problems.map(({ about }) => about)
    case 'example':
      return []
  }
}

test('every field of the schema stands in the reference, with its type and a sentence', () => {
  const names = new Set(fields.map(({ field }) => field.name))
  const wanted = namesIn(policyJsonSchema())
  expect(wanted.length).toBeGreaterThan(30)
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
  for (const { id, field } of fields)
    expect(`${id}.${field.name}: ${field.about} ${field.type}`).toMatch(/: .+\. ./)
})

test('every fault stands in the reference with its severity', () => {
  const problems = sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'problems' ? block.problems : [])),
  )
  expect(Object.fromEntries(problems.map(({ code, severity, about }) => [code, [severity, about]]))).toEqual(
    faults,
  )
})

test('a field that holds objects leads to the section of those objects', () => {
  const ids = new Set(sections.map(({ id }) => id))
  expect(ids.size).toBe(sections.length)
  const leads = fields.flatMap(({ id, field }) =>
    field.see === undefined ? [] : [`${id}.${field.name} ${field.type} #${field.see}`],
  )
  expect(leads).toMatchInlineSnapshot(`
    [
      "document.all_tools all tools #all-tools",
      "document.risk rules by name #rule",
      "document.tools rules by name #rule",
      "document.tests list of tests #test",
      "rule.require list of predicates #predicate",
      "rule.deny_if list of predicates #predicate",
      "rule.approve_if list of predicates #predicate",
      "rule.approval approval #approval",
      "rule.limits list of limits #limit",
      "rule.rate_limit rate limit #rate-limit",
      "all-tools.require list of predicates #predicate",
      "all-tools.deny_if list of predicates #predicate",
      "all-tools.limits list of limits #limit",
      "predicate.conditions list of conditions #condition",
    ]
  `)
  for (const { field } of fields) if (field.see !== undefined) expect(ids).toContain(field.see)
})

test('the defaults that the reference names are those that the engine takes', () => {
  const told = fields.flatMap(({ id, field }) =>
    field.otherwise === undefined ? [] : [[`${id}.${field.name}`, JSON.parse(field.otherwise)]],
  )
  const { approvers, count, timeout } = approvalOf(undefined)
  expect(Object.fromEntries(told)).toEqual({
    'rule.action': 'allow',
    'approval.approvers': approvers,
    'approval.count': count,
    'approval.timeout': timeout,
    'test.args': {},
  })
})

test('the example is a policy without problems, and its tests hold', () => {
  const { document, problems } = parse(examplePolicy)
  expect(problems).toEqual([])
  if (document === undefined) throw new Error('the example has no document')
  const results = runTests(compile(document, { tools: [] }), { now: 0 })
  expect(results.map(({ name, message }) => `${name}: ${message}`)).toEqual([
    'a small refund passes: allow, as expected',
    'a large refund is asked about: approval, as expected',
    'an amount in quotes slips past nothing: deny, as expected',
  ])
})

test('code in a sentence is closed', () => {
  for (const { blocks } of sections)
    for (const sentence of blocks.flatMap(sentencesOf))
      expect(sentence.split('`').length % 2, sentence).toBe(1)
})
