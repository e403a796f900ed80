import { z } from 'zod'

/** What the tabs of one person say to each other about one policy. */
const Word = z.discriminatedUnion('kind', [
  /** This tab takes the pen: it was opened, or a person asked for it. */
  z.object({ kind: z.literal('claim'), tab: z.string() }),
  /** The text as it stands, from the tab that had the pen or has it. */
  z.object({
    kind: z.literal('text'),
    tab: z.string(),
    text: z.string(),
    saved: z.object({ text: z.string(), hash: z.string().nullable() }),
    base: z.number().nullable(),
  }),
])
type Word = z.infer<typeof Word>
export type HandedText = Omit<Extract<Word, { kind: 'text' }>, 'kind' | 'tab'>

/** A line to the other tabs; what one says, all others hear. */
export interface TabLine {
  readonly say: (word: unknown) => void
  readonly listen: (hear: (word: unknown) => void) => void
  readonly close: () => void
}

/** The line over a BroadcastChannel; a browser without one has one tab only, as far as we know. */
export function tabLine(name: string): TabLine {
  if (typeof BroadcastChannel === 'undefined') return { say() {}, listen() {}, close() {} }
  const channel = new BroadcastChannel(name)
  return {
    say: (word) => channel.postMessage(word),
    listen: (hear) => channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data)),
    close: () => channel.close(),
  }
}

export interface Tabs {
  /** Whether this tab has the pen. */
  readonly isWriter: () => boolean
  readonly subscribe: (listen: () => void) => () => void
  /** Takes the pen: asked for by a person. */
  readonly claim: () => void
  /** Tells the others how the text stands, so that they show it. */
  readonly tell: () => void
  readonly close: () => void
}

export interface TabsParts {
  readonly line: TabLine
  /** Tells this tab from the others. */
  readonly tab: string
  /** Saves what is under way, and then saves no more. */
  readonly handOver: () => Promise<void>
  readonly current: () => HandedText
  /** Shows the text of another tab; as the writer, goes on from it. */
  readonly receive: (text: HandedText, isWriter: boolean) => void
}

/** Of the tabs that show one policy the last that asked has the pen; the others look on. */
export function createTabs({ line, tab, handOver, current, receive }: TabsParts): Tabs {
  const listeners = new Set<() => void>()
  let writer = true

  function become(next: boolean): void {
    if (writer === next) return
    writer = next
    for (const listen of listeners) listen()
  }

  function tell(): void {
    line.say({ kind: 'text', tab, ...current() } satisfies Word)
  }

  function hear(said: unknown): void {
    const word = Word.safeParse(said)
    if (!word.success || word.data.tab === tab) return
    if (word.data.kind === 'text') {
      const { kind: _, tab: __, ...text } = word.data
      receive(text, writer)
      return
    }
    if (!writer) return
    become(false)
    // INVARIANT: the text goes over only after the last save, so that the other saves upon what the server has.
    void handOver().then(tell)
  }

  line.listen(hear)
  line.say({ kind: 'claim', tab } satisfies Word)
  return {
    isWriter: () => writer,
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    claim() {
      become(true)
      line.say({ kind: 'claim', tab } satisfies Word)
    },
    tell() {
      if (writer) tell()
    },
    close: line.close,
  }
}
