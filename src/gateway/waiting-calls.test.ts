import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import type { Storage } from '#storage'
import { openSqlite } from '#storage/sqlite'
import { approvalWorlds, held, statesOf } from './conformance/approval-world.ts'
import { memoryJournal, testSealer } from './conformance/gate.ts'

const worlds = approvalWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
afterEach(worlds.closeAll)

/** Where those that take a step wait until they are let through. */
function doorway() {
  let waiting = 0
  const asked = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    asked: asked.promise,
    open: () => opened.resolve(),
    waiting: () => waiting,
    pass: () => {
      waiting += 1
      asked.resolve()
      return opened.promise
    },
  }
}

type Step = 'find' | 'create' | 'executed' | 'takeAnswer' | 'intended'

/** A world in which one step of a hold waits at a door. */
async function worldWithDoor(
  step: Step,
  fixture: Parameters<typeof worlds.open>[1] = {},
  settings: object = {},
) {
  const door = doorway()
  const at = (here: Step) => (here === step ? door.pass() : Promise.resolve())
  const sealer = testSealer()
  const real = await openSqlite({ path: ':memory:', sealer })
  const storage: Storage = {
    ...real,
    approvals: {
      ...real.approvals,
      find: (key, states) => at('find').then(() => real.approvals.find(key, states)),
      create: (approval) => at('create').then(() => real.approvals.create(approval)),
      takeAnswer: (id) => at('takeAnswer').then(() => real.approvals.takeAnswer(id)),
      transition: async (id, transition) => {
        if (transition.to === 'executed') await at('executed')
        return real.approvals.transition(id, transition)
      },
    },
  }
  const lines = memoryJournal()
  const journal = {
    ...lines,
    writeSoon: (...line: Parameters<typeof lines.writeSoon>) =>
      at('intended').then(() => lines.writeSoon(...line)),
  }
  const settled = { holdMs: 2_000, holdCommentMs: 20, ...settings }
  return { ...(await worlds.open({ storage, sealer, journal, settings: settled }, fixture)), door }
}

const callAs = (id: string, args = '{}') =>
  `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":{"name":"read_file","arguments":${args}}}`
const cancelOf = (id: string) =>
  `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"${id}"}}`

test.each<[Step, 'cancelled' | 'DELETE']>([
  ['find', 'cancelled'],
  ['find', 'DELETE'],
  ['create', 'cancelled'],
  ['create', 'DELETE'],
  ['executed', 'cancelled'],
  ['executed', 'DELETE'],
  ['intended', 'cancelled'],
  ['intended', 'DELETE'],
])('a call that is taken back at the step `%s` of its hold by %s never runs', async (step, how) => {
  const opened = await worldWithDoor(step)
  const asking = opened.client.send(callAs('x'))
  if (step === 'executed' || step === 'intended') {
    await held(opened)
    await opened.gate.approve()
  }
  await opened.door.asked
  const taken = how === 'DELETE' ? opened.client.send('', {}, how) : opened.client.send(cancelOf('x'))
  expect((await taken).status).toBe(how === 'DELETE' ? 200 : 202)
  opened.door.open()
  await asking
  expect(opened.fixture.calls()).toEqual([])
  expect(await statesOf(opened)).toEqual(step === 'find' ? [] : ['cancelled'])
  expect(opened.fixture.arrivals.filter(({ body }) => body.includes('cancelled'))).toEqual([])
  expect(await opened.gate.calls()).toMatchObject([
    { message: 'The client took the call back.', upstream: null, reservations: [] },
  ])
})

test('a call that comes while its session is being closed is not held beyond it', async () => {
  let goodbye: ServerResponse | undefined
  const opened = await worlds.open(
    { settings: { holdMs: 2_000, holdCommentMs: 20 } },
    {
      answer(_frame, response, request) {
        if (request.method !== 'DELETE') return false
        goodbye = response
        return true
      },
    },
  )
  const closing = opened.client.send('', {}, 'DELETE')
  await expect.poll(() => goodbye).toBeDefined()
  const asking = opened.client.send(callAs('x'))
  await held(opened)
  goodbye?.writeHead(200).end()
  await closing
  await asking
  expect(await statesOf(opened)).toEqual(['cancelled'])
})
