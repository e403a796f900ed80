import { invariant } from '#std/invariant'
import type { Pipe, PipeEvents } from '../pipe.ts'
import { shared } from './share.ts'

export type Said = Record<string, unknown>

/** The far end of a shared line in a test: what the program hears, and what it is made to say. */
export interface Program {
  readonly heard: Said[]
  readonly noise: string[]
  readonly unasked: string[]
  /** How often it was started, and ended from here. */
  starts: number
  closes: number
  say(message: Said): void
  /** Says something word for word. */
  write(text: string): void
  /** Answers what it heard last under a method. */
  answer(method: string, result: unknown): void
  die(message: string): void
  session(): Session
  close(): Promise<void>
}

export interface Session {
  readonly heard: Said[]
  readonly ends: string[]
  readonly pipe: Pipe
  send(message: Said): void
}

const introduction = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'one' },
}

/** `greets`: whether it answers to its introduction by itself. */
export function openProgram({ greets = true, lingerMs = 60_000, silentMs = 60_000 } = {}): Program {
  let events: PipeEvents | undefined
  const program: Program = {
    heard: [],
    noise: [],
    unasked: [],
    starts: 0,
    closes: 0,
    say: (message) => program.write(JSON.stringify({ jsonrpc: '2.0', ...message })),
    write: (text) => events?.message(text),
    answer(method, result) {
      const asked = program.heard.findLast((message) => message['method'] === method)
      invariant(asked !== undefined, 'the program was asked what it answers')
      program.say({ id: asked['id'], result })
    },
    die: (message) => events?.end({ message }),
    session: () => sessionOn(line.open),
    close: () => line.close(),
  }
  const open = (own: PipeEvents): Pipe => {
    events = own
    program.starts += 1
    return {
      send(line) {
        const message: Said = JSON.parse(line)
        program.heard.push(message)
        if (greets && message['method'] === 'initialize')
          program.say({ id: message['id'], result: introduction })
      },
      pause: () => undefined,
      resume: () => undefined,
      async close() {
        program.closes += 1
      },
    }
  }
  const line = shared(open, {
    ears: {
      noise: (text) => void program.noise.push(text),
      unasked: (text) => void program.unasked.push(text),
    },
    lingerMs,
    silentMs,
    pingMs: 1_000,
  })
  return program
}

function sessionOn(open: ReturnType<typeof shared>['open']): Session {
  const heard: Said[] = []
  const ends: string[] = []
  const pipe = open(
    {
      message: (text) => void heard.push(JSON.parse(text)),
      end: ({ message }) => void ends.push(message),
    },
    [],
  )
  return { heard, ends, pipe, send: (message) => pipe.send(JSON.stringify({ jsonrpc: '2.0', ...message })) }
}
