import type { Inventory } from '#policy'
import { type Buffer, createBuffer } from './buffer.ts'
import { createDraftKeeper, type DraftKeeper, type KeptDraft, type PutOutcome } from './draft-keeper.ts'
import { createSync, type Schedule, type Sync } from './sync.ts'
import { createWorkerJudge } from './worker-judge.ts'

/** One open policy: its text, the form's reading of it, and its draft on the server. Lives as long as the page. */
export interface Session {
  readonly buffer: Buffer
  readonly sync: Sync
  readonly keeper: DraftKeeper
  /** Texts that this page has published itself: their coming into force is no news to it. */
  readonly published: Set<string>
  /** The server was discovered anew: the text is judged by its tools as they are now. */
  readonly learn: (inventory: Inventory) => void
  /** Begins to save; answers how to stop. */
  readonly open: () => () => void
}

export interface SessionParts {
  readonly text: string
  readonly draft: KeptDraft | null
  readonly inventory: Inventory
  readonly put: (text: string, expected: string | null) => Promise<PutOutcome>
}

const later: Schedule = (task, ms) => {
  const timer = setTimeout(task, ms)
  return () => clearTimeout(timer)
}

export function createSession({ text, draft, inventory, put }: SessionParts): Session {
  const buffer = createBuffer(draft?.text ?? text)
  const worker = createWorkerJudge(inventory)
  const sync = createSync({ buffer, judge: worker.judge, schedule: later })
  const keeper = createDraftKeeper({ buffer, schedule: later, opened: { draft, text }, put })
  return {
    buffer,
    sync,
    keeper,
    published: new Set(),
    learn(next) {
      worker.learn(next)
      sync.judge()
    },
    open() {
      const save = () => keeper.flush()
      const saveHidden = () => {
        if (document.hidden) keeper.flush()
      }
      window.addEventListener('blur', save)
      window.addEventListener('pagehide', save)
      document.addEventListener('visibilitychange', saveHidden)
      return () => {
        // What was written in the last two seconds goes too.
        keeper.flush()
        worker.stop()
        window.removeEventListener('blur', save)
        window.removeEventListener('pagehide', save)
        document.removeEventListener('visibilitychange', saveHidden)
      }
    },
  }
}
