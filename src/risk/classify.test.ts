import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ToolDefinition } from '#mcp/tool'
import { type Category, levelOf } from './category.ts'
import { classify, classifyAll } from './classify.ts'

const judge = (name: string, description = '', inputSchema?: ToolDefinition['inputSchema']) =>
  classify(inputSchema === undefined ? { name, description } : { name, description, inputSchema })

const taking = (...names: readonly string[]): NonNullable<ToolDefinition['inputSchema']> => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
})

describe('the name', () => {
  test.each<[string, string, Category]>([
    ['delete_draft', 'Helps you tidy up.', 'destructive'],
    ['get_delete_log', '', 'read'],
    ['list_payments', '', 'read'],
    ['list_terminated', '', 'read'],
    ['show_refund_policy', '', 'read'],
    ['update_check', '', 'read'],
    ['deploy_status', '', 'read'],
    ['terminate_session', '', 'destructive'],
    ['github_createIssue', '', 'write'],
    ['jira-delete-issue', '', 'destructive'],
    ['stories-create', '', 'write'],
    ['find_and_replace', '', 'write'],
    ['synchronise_calendars', 'Synchronises calendars.', 'write'],
    ['restart-server', '', 'execute'],
  ])('`%s` (%s) is %s', (name, description, category) => {
    expect(judge(name, description).category).toBe(category)
  })

  test.each<[string, string, Category]>([
    ['transfer_funds', 'Transfers funds.', 'financial'],
    ['transferIssue', 'Transfers an issue to another team.', 'write'],
    ['charge_card', 'Charges a card.', 'financial'],
    ['charge_battery', 'Charges the battery.', 'write'],
    ['send_money', 'Sends money.', 'financial'],
    ['send_message', 'Sends a message.', 'write'],
    ['send_payment_reminder', 'Sends a reminder.', 'write'],
    ['remove_label', 'Removes a label from an issue.', 'write'],
    ['remove_file', 'Removes a file.', 'destructive'],
    ['move_window', 'Moves a window.', 'execute'],
    ['move_card', 'Moves a card to another list.', 'write'],
  ])('its object tells twins apart: `%s` is %s', (name, description, category) => {
    expect(judge(name, description).category).toBe(category)
  })

  test('where the verbs of a server stand last, the first word is no verb', () => {
    const names = ['pool_list', 'pool_delete', 'vm_create', 'vm_restart', 'disk_wipe', 'update_config']
    const judged = classifyAll(names.map((name) => ({ name })))
    expect(judged.at(-1)?.category).toBe('read')
    expect(classify({ name: 'update_config' }).category).toBe('write')
  })
})

describe('the description', () => {
  test.each<[string, string, Category]>([
    ['file', 'Creates, reads or deletes a file.', 'destructive'],
    ['helper', 'This tool can be used to send an email.', 'write'],
    ['lookup_all', 'Deletes every record.', 'destructive'],
    ['merge_contacts', 'Merges contacts. This cannot be undone.', 'destructive'],
    ['write_note', 'Writes a note and will overwrite an existing one.', 'destructive'],
    ['update_page', 'Updates a page. It does not overwrite anything.', 'write'],
    ['read_file', 'Reads a file. Truncates at 500 lines.', 'read'],
    ['read_rows', 'Reads a table. Truncates the table.', 'destructive'],
    ['shorten', 'Truncates to no rows at all.', 'destructive'],
    ['query', 'Run a read-only SQL query.', 'read'],
    ['query', 'Run a SQL query.', 'execute'],
    ['opinion', 'Second opinion on an answer (starts a validation job).', 'execute'],
    ['usuń', '删除文件', 'destructive'],
    ['borrar_archivo', 'Borra un archivo.', 'destructive'],
  ])('`%s`: "%s" is %s', (name, description, category) => {
    expect(judge(name, description).category).toBe(category)
  })

  test('is missed: confidence falls and a signal says so', () => {
    const with_ = judge('create_ticket', 'Creates a ticket.')
    const without = judge('create_ticket')
    expect(without.confidence).toBeLessThan(with_.confidence)
    expect(without.signals.map((signal) => signal.code)).toContain('no-description')
    expect(without.explanation).toContain('no description')
  })

  test('says nothing, as does the name: the class is not read, and unsure', () => {
    expect(judge('frobnicate')).toMatchObject({ category: 'write', unsure: true })
  })
})

describe('the schema', () => {
  const choosing = (...values: readonly string[]) => ({
    type: 'object',
    properties: { action: { type: 'string', enum: values }, id: { type: 'string' } },
  })

  test('a choice of actions is as grave as its worst', () => {
    expect(judge('docker', 'Manage containers.', choosing('list', 'remove')).category).toBe('destructive')
    expect(judge('docker', 'Manage containers.', choosing('list', 'start')).category).toBe('execute')
    expect(judge('docker', 'Manage containers.', choosing('list', 'inspect')).category).toBe('read')
  })

  test('a filter by action is no choice of actions', () => {
    expect(judge('list_audit_events', 'Lists events.', choosing('create', 'delete')).category).toBe('read')
  })

  test('free code beside a verb that only asks is run', () => {
    expect(judge('query_db', 'Query the database.', taking('sql')).category).toBe('execute')
    expect(judge('validate_code', 'Validates code.', taking('code')).category).toBe('read')
  })

  test('an open choice is unsure, and never read', () => {
    const schema = { type: 'object', properties: { action: { type: 'string' }, params: { type: 'object' } } }
    const judgement = judge('nas', 'Manage your NAS. 278 actions organised in categories.', schema)
    expect(judgement).toMatchObject({ category: 'destructive', unsure: true })
    expect(judgement.signals.map((signal) => signal.code)).toContain('dispatcher')
  })

  test('arguments are told apart by what they take', () => {
    const { signals } = judge('add_webhook', 'Adds a webhook.', taking('url', 'secret', 'template', 'path'))
    expect(signals.map(({ code, argument }) => [code, argument])).toEqual([
      ['accepts-url', 'url'],
      ['credentials', 'secret'],
      ['accepts-template', 'template'],
      ['accepts-path', 'path'],
    ])
  })
})

describe('the hints of the server', () => {
  test('contradict and do not decide', () => {
    const tool = { name: 'delete_user', description: 'Deletes a user.' }
    const judged = classify({ ...tool, annotations: { readOnlyHint: true, destructiveHint: false } })
    expect(judged.category).toBe('destructive')
    expect(judged.signals.map((signal) => signal.code)).toContain('hint-contradicts')
    expect(judged.explanation).toContain('claims that it is read-only')
  })

  test('raise what nothing else settles', () => {
    expect(classify({ name: 'frobnicate', annotations: { destructiveHint: true } }).category).toBe(
      'destructive',
    )
  })
})

test('a dispatcher with known actions is as grave as the worst, which is its first evidence', () => {
  const actions = [{ name: 'pool_list' }, { name: 'disk_wipe' }, { name: 'vm_start' }]
  const judgement = classify({ name: 'nas' }, { actions: new Map([['nas', actions]]) })
  expect(judgement.category).toBe('destructive')
  expect(judgement.evidence[0]).toMatchObject({ where: 'actions', text: 'disk_wipe', says: 'destructive' })
  expect(judgement.explanation).toBe(
    'It dispatches 3 actions; the gravest, `disk_wipe`, deletes or takes away.',
  )
})

test.each([
  [
    'delete_user',
    'Deletes a user.',
    'The name says `delete`, and nothing in the definition says it can be undone.',
  ],
  [
    'purge_user',
    'Purges a user, permanently.',
    'The name says `purge`, and the description says `permanently`.',
  ],
  ['send_money', 'Sends money.', 'The name says `send`, which here moves money.'],
])('the reason for `%s` is plain', (name, description, sentence) => {
  expect(judge(name, description).explanation).toBe(sentence)
})

// A server can send anything under the names that the protocol gives.
const anything = fc.record(
  {
    name: fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('get_x', 'deleteAll', '__proto__'),
    ),
    description: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.lorem(),
      fc.constant('Deletes x (or not)/and y.'),
      fc.jsonValue(),
    ),
    inputSchema: fc.dictionary(fc.constantFrom('properties', 'type', 'anyOf'), fc.jsonValue()),
    annotations: fc.oneof(fc.constant(null), fc.record({ readOnlyHint: fc.boolean() }, { requiredKeys: [] })),
  },
  { requiredKeys: ['name'] },
)

test('any definition is judged, always the same, with evidence that stands where it says', () => {
  fc.assert(
    fc.property(anything, (drawn) => {
      const tool: ToolDefinition = JSON.parse(JSON.stringify(drawn))
      const judgement = classify(tool)
      expect(classify(tool)).toEqual(judgement)
      expect(judgement.level).toBe(levelOf(judgement.category))
      expect(judgement.confidence).toBeGreaterThan(0)
      expect(judgement.confidence).toBeLessThan(1)
      for (const { where, text, offset, length } of judgement.evidence) {
        if (where !== 'name' && where !== 'description') continue
        expect(String(tool[where]).slice(offset, offset + length)).toBe(text)
      }
    }),
    { numRuns: 400 },
  )
})
