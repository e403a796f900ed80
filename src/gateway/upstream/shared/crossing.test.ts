import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isJsonObject } from '#std/json'
import { openProgram, type Program, type Said, type Session } from './program.ts'

// Three sessions speak with one program under the same ids and the same progress token. All that is asked carries a mark
// that says whose it is, and the program puts the mark of a request into whatever it says about it.

interface Running {
  readonly id: unknown
  readonly mark: string
}

interface Agent {
  readonly mark: string
  readonly session: Session
  /** Ids that wait for an answer. */
  readonly open: Set<unknown>
  readonly questions: unknown[]
  seen: number
}

const token = 'the same for all'

class World {
  readonly program: Program = openProgram()
  readonly agents: Agent[] = []
  /** What the program works on, and the marks that belong to the tokens it was ever given. */
  running: Running[] = []
  readonly tokens = new Map<unknown, string>()
  readonly taken = new Set<unknown>()
  readonly replies: string[] = []
  #read = 0
  #asked = 0
  #born = 0

  constructor() {
    for (let at = 0; at < 3; at += 1) this.agents.push(this.newcomer())
  }

  newcomer(): Agent {
    this.#born += 1
    const session = this.program.session()
    session.send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } })
    return { mark: `agent ${this.#born}`, session, open: new Set([0]), questions: [], seen: 0 }
  }

  ask(agent: Agent): void {
    const id = [1, 2, '1', '2'].find((free) => !agent.open.has(free))
    if (id === undefined) return
    agent.open.add(id)
    const params = { name: 'read', _meta: { progressToken: token }, mark: agent.mark }
    agent.session.send({ id, method: 'tools/call', params })
  }

  cancel(agent: Agent, pick: number): void {
    const id = [...agent.open][pick % Math.max(agent.open.size, 1)]
    if (id === undefined || id === 0) return
    agent.open.delete(id)
    agent.session.send({ method: 'notifications/cancelled', params: { requestId: id } })
  }

  answer(pick: number): void {
    const [answered] = this.running.splice(pick % Math.max(this.running.length, 1), 1)
    if (answered !== undefined)
      this.program.say({ id: spelled(answered.id, pick), result: { mark: answered.mark } })
  }

  report(pick: number): void {
    const [of, mark] = [...this.tokens][pick % Math.max(this.tokens.size, 1)] ?? []
    const params = { progressToken: spelled(of, pick), progress: 1, mark }
    if (mark !== undefined) this.program.say({ method: 'notifications/progress', params })
  }

  log(pick: number): void {
    const mark = this.running[pick % Math.max(this.running.length, 1)]?.mark
    this.program.say({ method: 'notifications/message', params: { level: 'info', mark } })
  }

  /** The program asks about a request, and only we know about which. */
  question(pick: number): void {
    this.#asked += 1
    const mark = this.running[pick % Math.max(this.running.length, 1)]?.mark
    this.program.say({ id: `q${this.#asked}`, method: 'elicitation/create', params: { mark } })
  }

  /** Any agent answers any question, its own or another's. */
  reply(agent: Agent, pick: number): void {
    const id = `q${pick % (this.#asked + 1)}`
    agent.session.send({ id, result: { mark: agent.mark } })
  }

  async leave(at: number): Promise<void> {
    const agent = this.agents[at % 3]
    await agent?.session.pipe.close()
    this.agents[at % 3] = this.newcomer()
  }

  /** Reads what the program has heard, as a program would. */
  settle(): void {
    for (const message of this.program.heard.slice(this.#read)) this.#hear(message)
    this.#read = this.program.heard.length
    for (const agent of this.agents) {
      for (const message of agent.session.heard.slice(agent.seen)) check(agent, message)
      agent.seen = agent.session.heard.length
    }
  }

  #hear({ id, method, params, result }: Said): void {
    const inside = isJsonObject(params) ? params : {}
    if (method === 'tools/call') {
      expect(this.taken.has(id), 'no id is used twice').toBe(false)
      this.taken.add(id)
      const mark = String(inside['mark'])
      const meta = isJsonObject(inside['_meta']) ? inside['_meta'] : {}
      expect(this.tokens.has(meta['progressToken']), 'no token is used twice').toBe(false)
      this.tokens.set(meta['progressToken'], mark)
      this.running.push({ id, mark })
    } else if (method === 'notifications/cancelled') {
      expect(this.taken.has(inside['requestId'])).toBe(true)
      this.running = this.running.filter((one) => one.id !== inside['requestId'])
    } else if (isJsonObject(result)) this.replies.push(`${String(id)} by ${String(result['mark'])}`)
  }
}

/** Some programs keep what they are given as strings. */
function spelled(given: unknown, pick: number): unknown {
  return pick % 2 === 0 ? given : String(given)
}

/** INVARIANT of it all: whoever hears something hears of itself, under an id and a token of its own. */
function check(agent: Agent, { id, method, params, result }: Said): void {
  const said = isJsonObject(result) ? result : isJsonObject(params) ? params : {}
  if (id !== 0) expect(said['mark']).toBe(agent.mark)
  if (method === undefined) expect(agent.open.delete(id), 'what is answered was asked').toBe(true)
  else if (method === 'notifications/progress') expect(said['progressToken']).toBe(token)
  else if (method === 'elicitation/create') agent.questions.push(id)
}

const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'answer', 'report', 'cancel', 'log', 'question', 'reply', 'leave'),
  who: fc.nat(2),
  pick: fc.nat(1_000),
})

async function take(world: World, { what, who, pick }: { what: string; who: number; pick: number }) {
  const agent = world.agents[who]
  if (agent === undefined) return
  if (what === 'ask') world.ask(agent)
  else if (what === 'cancel') world.cancel(agent, pick)
  else if (what === 'reply') world.reply(agent, pick)
  else if (what === 'leave') await world.leave(who)
  else if (what === 'answer') world.answer(pick)
  else if (what === 'report') world.report(pick)
  else if (what === 'log') world.log(pick)
  else world.question(pick)
}

test('frames of several grants on one line never cross', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const world = new World()
      await Promise.resolve()
      for (const one of steps) {
        await take(world, one)
        await Promise.resolve()
        world.settle()
      }
      for (const agent of world.agents)
        for (const reply of world.replies.filter((told) => told.endsWith(` by ${agent.mark}`)))
          expect(agent.questions.map((id) => `${String(id)} by ${agent.mark}`)).toContain(reply)
      expect(world.program.starts).toBe(1)
    }),
    { numRuns: 300 },
  )
})
