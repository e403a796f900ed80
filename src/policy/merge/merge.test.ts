import { expect, test } from 'vitest'
import { type MergeChoice, merge } from './merge.ts'

const base = `{
  // what the night shift may do
  "version": "1",
  "default": "deny",
  "hide": ["wipe_adom"],
  "all_tools": {
    "limits": [{ "counter": "calls", "window": "minute", "max": 60, "scope": "grant" }]
  },
  // rules by name
  "tools": {
    // reads
    "list_devices": {}, // everyone needs it

    // writes
    "update_route": { "limits": [] },
    "delete_device": { "action": "deny" } // until the audit
  },
  "tests": [{ "name": "no delete", "tool": "delete_device", "expect": "deny" }]
}
`

function brought(
  texts: { base?: string; mine: string; theirs: string },
  choices: [string, MergeChoice][] = [],
) {
  const found = merge({ base, ...texts })
  if (!found.ok) throw new Error(found.fault.message)
  const text = found.value.resolve(new Map(choices))
  return { ...found.value, text: text.ok ? text.value : undefined, fault: text.ok ? undefined : text.fault }
}

test('changes of different rules come together, and every other byte stays', () => {
  const mine = base.replace('{ "limits": [] }', '{ "action": "require_approval" }')
  const theirs = base.replace(
    '"delete_device": { "action": "deny" }',
    '"delete_device": { "action": "hide" }',
  )
  const { merged, conflicts, text } = brought({ mine, theirs })
  expect(conflicts).toEqual([])
  expect(merged).toEqual([
    { key: '/tools/update_route', subject: 'tool', name: 'update_route', by: 'mine', change: 'changed' },
    { key: '/tools/delete_device', subject: 'tool', name: 'delete_device', by: 'theirs', change: 'changed' },
  ])
  expect(text).toBe(theirs.replace('{ "limits": [] }', '{ "action": "require_approval" }'))
})

test('the same rule changed by both is asked, with the comments of both', () => {
  const mine = base.replace(
    '"delete_device": { "action": "deny" } // until the audit',
    '// Olga asked\n    "delete_device": {}',
  )
  const theirs = base.replace(
    '"delete_device": { "action": "deny" }',
    '"delete_device": { "action": "hide" }',
  )
  const { conflicts, fault } = brought({ mine, theirs })
  expect(conflicts).toEqual([
    {
      key: '/tools/delete_device',
      subject: 'tool',
      name: 'delete_device',
      base: '"delete_device": { "action": "deny" } // until the audit',
      mine: '// Olga asked\n"delete_device": {}',
      theirs: '"delete_device": { "action": "hide" } // until the audit',
    },
  ])
  expect(fault).toMatchObject({ code: 'unanswered' })
  expect(brought({ mine, theirs }, [['/tools/delete_device', { kind: 'mine' }]]).text).toBe(mine)
  expect(brought({ mine, theirs }, [['/tools/delete_device', { kind: 'theirs' }]]).text).toBe(theirs)
  const edited = { kind: 'edit' as const, text: '// both agreed\n"delete_device": { "reason": "Ask." }' }
  expect(brought({ mine, theirs }, [['/tools/delete_device', edited]]).text).toBe(
    base.replace(
      '"delete_device": { "action": "deny" } // until the audit',
      '// both agreed\n    "delete_device": { "reason": "Ask." }',
    ),
  )
  const gone = brought({ mine, theirs }, [['/tools/delete_device', { kind: 'edit', text: '' }]])
  expect(gone.text).not.toContain('"delete_device": {')
})

test('a comment that a person edits away is gone, though both sides had it', () => {
  const noted = base.replace('    "delete_device": {', '    // never by night\n    "delete_device": {')
  const mine = noted.replace('"action": "deny"', '"action": "allow"')
  const theirs = noted.replace('"action": "deny"', '"action": "hide"')
  const edit = { kind: 'edit' as const, text: '"delete_device": { "action": "deny" }' }
  expect(brought({ base: noted, mine, theirs }, [['/tools/delete_device', edit]]).text).not.toContain(
    'never by night',
  )
})

test('an edited answer must read, and must be of the part that was asked', () => {
  const mine = base.replace('"action": "deny"', '"action": "hide"')
  const theirs = base.replace('"action": "deny"', '"action": "allow"')
  const answer = (text: string) =>
    brought({ mine, theirs }, [['/tools/delete_device', { kind: 'edit', text }]])
  expect(answer('"delete_device": {').fault).toMatchObject({ code: 'syntax', at: 'line 2' })
  expect(answer('"list_devices": {}').fault).toMatchObject({ code: 'broken' })
})

test('the same change on both sides is no conflict, however it is laid out', () => {
  const mine = base.replace('{ "action": "deny" }', '{ "action": "hide", "reason": "No." }')
  const theirs = base.replace(
    '{ "action": "deny" }',
    '{\n      "reason": "No.",\n      "action": "hide"\n    }',
  )
  const { merged, conflicts, text } = brought({ mine, theirs })
  expect(conflicts).toEqual([])
  expect(merged).toMatchObject([{ by: 'both', name: 'delete_device' }])
  expect(text).toBe(theirs)
})

test('hidden names are a set, tests go by name and limits by counter', () => {
  const mine = base
    .replace('["wipe_adom"]', '["wipe_adom", "mine"]')
    .replace(
      '"scope": "grant" }]',
      '"scope": "grant" }, { "counter": "m", "window": "day", "max": 1, "scope": "grant" }]',
    )
    .replace('"expect": "deny" }]', '"expect": "deny" }, { "name": "m", "tool": "a", "expect": "deny" }]')
  const theirs = base
    .replace('["wipe_adom"]', '["theirs"]')
    .replace('"max": 60', '"max": 30')
    .replace('"expect": "deny" }]', '"expect": "deny" }, { "name": "t", "tool": "a", "expect": "deny" }]')
  const { conflicts, text = '' } = brought({ mine, theirs })
  expect(conflicts).toEqual([])
  const made = JSON.parse(text.replaceAll(/\/\/.*/g, ''))
  expect(made.hide).toEqual(['mine', 'theirs'])
  expect(made.all_tools.limits).toMatchObject([{ counter: 'calls', max: 30 }, { counter: 'm' }])
  expect(made.tests.map(({ name }: { name: string }) => name)).toEqual(['no delete', 'm', 't'])
})

test('a rule that is new joins the group it was written into', () => {
  const mine = base.replace('\n\n    // writes', '\n    "get_device": {}, // mine\n\n    // writes')
  const theirs = base.replace('"max": 60', '"max": 30')
  expect(brought({ mine, theirs }).text).toBe(mine.replace('"max": 60', '"max": 30'))
})

test('a rule that one side removed and the other changed is asked', () => {
  const mine = base.replace(/,\n {4}"delete_device".*/, '')
  const theirs = base.replace('"action": "deny"', '"action": "hide"')
  const { conflicts } = brought({ mine, theirs })
  expect(conflicts).toMatchObject([{ key: '/tools/delete_device', mine: undefined }])
  expect(brought({ mine, theirs }, [['/tools/delete_device', { kind: 'mine' }]]).text).not.toContain(
    '"delete_device":',
  )
})

test('a comment that belongs to no rule is kept from the side that wrote it, and asked where both did', () => {
  const mine = base.replace('rules by name', 'rules of the day shift').replace('"max": 60', '"max": 10')
  const theirs = base.replace('"action": "deny"', '"action": "hide"')
  expect(brought({ mine, theirs }).text).toBe(mine.replace('"action": "deny"', '"action": "hide"'))
  const other = theirs.replace('rules by name', 'rules of the late shift')
  const { conflicts } = brought({ mine, theirs: other })
  expect(conflicts).toMatchObject([{ subject: 'comments' }])
  expect(brought({ mine, theirs: other }, [['(comments)', { kind: 'theirs' }]]).text).toBe(
    other.replace('"max": 60', '"max": 10'),
  )
})

test('before the first publish both began from nothing', () => {
  const { conflicts } = brought({ base: '{}', mine: base, theirs: base })
  expect(conflicts).toEqual([])
})

test('a text that cannot be read is told with its line, and whose it is', () => {
  expect(merge({ base, mine: base.replace('"deny",', '"deny"'), theirs: base })).toMatchObject({
    ok: false,
    fault: { code: 'syntax', side: 'mine', at: 'line 5' },
  })
  const twice = base.replace('"default": "deny",', '"default": "deny", "default": "allow",')
  expect(merge({ base, mine: twice, theirs: base })).toMatchObject({ ok: false, fault: { code: 'broken' } })
})

test('a section in which names repeat is one part as a whole', () => {
  const mine = base.replace(
    '"list_devices": {},',
    '"list_devices": {}, "list_devices": { "action": "deny" },',
  )
  const theirs = base.replace('"action": "deny"', '"action": "hide"')
  expect(brought({ mine, theirs }).conflicts).toMatchObject([{ key: '/tools', subject: 'setting' }])
})
