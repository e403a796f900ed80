import { useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ApiFault } from '#web/data/api-fault.ts'
import { sentence } from '#web/data/fault-words.ts'
import { type DiscoverEvent, discover, type ServerSummary } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { ProgressSteps } from '#web/ui/display/progress-steps.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { progressSteps, type StepEvent } from './probe-steps.ts'

type Stored = Extract<DiscoverEvent, { kind: 'stored' }>
type End = Stored | { readonly kind: 'failed'; readonly message: string }

interface Discovery {
  readonly steps: readonly StepEvent[]
  readonly end?: End
}

/** Asks a server for its tools again, and says what has changed. */
export function DiscoverButton({ server }: { server: ServerSummary }) {
  const mayAsk = useMay('servers')
  const { discovery, running, start, close } = useDiscovery(server.id)
  if (!mayAsk) return null
  return (
    <>
      <Button icon={<RefreshCw aria-hidden />} loading={running} onClick={() => void start()}>
        {server.inventory === null ? 'Discover tools' : 'Discover again'}
      </Button>
      <Dialog
        open={discovery !== undefined}
        onOpenChange={(open) => {
          if (!open) close()
        }}
        title={`Tools of ${server.name}`}
        size="small"
        footer={
          running ? (
            <Button onClick={close}>Cancel</Button>
          ) : (
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          )
        }
      >
        {discovery !== undefined && (
          <div className="grid gap-4">
            <ProgressSteps label="Steps" steps={progressSteps(server.transport.kind, discovery.steps)} />
            {discovery.end !== undefined && <DiscoveryEnd end={discovery.end} />}
          </div>
        )}
      </Dialog>
    </>
  )
}

function useDiscovery(serverId: string) {
  const client = useQueryClient()
  const [discovery, setDiscovery] = useState<Discovery>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = async () => {
    const stop = new AbortController()
    running.current = stop
    let state: Discovery = { steps: [] }
    const show = (next: Discovery) => {
      state = next
      if (!stop.signal.aborted) setDiscovery(next)
    }
    show(state)
    try {
      await discover(
        client,
        serverId,
        (event) =>
          show(event.kind === 'step' ? { steps: [...state.steps, event.step] } : { ...state, end: event }),
        stop.signal,
      )
      if (state.end === undefined) show({ ...state, end: broken })
    } catch (thrown) {
      if (stop.signal.aborted) return
      if (!(thrown instanceof ApiFault)) throw thrown
      show({ ...state, end: { kind: 'failed', message: thrown.message } })
    }
  }
  const close = () => {
    running.current?.abort()
    setDiscovery(undefined)
  }
  return { discovery, running: discovery !== undefined && discovery.end === undefined, start, close }
}

const broken = { kind: 'failed', message: 'the answer ended before it said how' } as const

function DiscoveryEnd({ end }: { end: End }) {
  if (end.kind === 'failed')
    return (
      <Banner tone="bad" live="assertive">
        {sentence(end.message)} The tools stay as they were.
      </Banner>
    )
  if (changesOf(end).length === 0)
    return (
      <Banner tone="good" live="polite">{`${numberWords(end.tools)} tools, and nothing has changed.`}</Banner>
    )
  return <Changes end={end} />
}

function changesOf({ added, changed, removed }: Stored) {
  return [
    { words: 'New', names: added },
    { words: 'Changed', names: changed },
    { words: 'Gone', names: removed },
  ].filter(({ names }) => names.length > 0)
}

/** The counts are said; the names are there to be read, and may be hundreds. */
function Changes({ end }: { end: Stored }) {
  const now = `${numberWords(end.tools)} tools now.`
  const changes = changesOf(end).map(({ words, names }) => ({
    head: `${words}: ${numberWords(names.length)}`,
    names,
  }))
  const said = [now, ...changes.map(({ head }) => `${head}.`)].join(' ')
  useEffect(() => announce(said), [said])
  return (
    <div className="grid gap-3">
      <p>{now}</p>
      {changes.map(({ head, names }) => (
        <div key={head}>
          <h3 className="font-medium">{head}</h3>
          <ul className="mt-1 max-h-40 overflow-y-auto font-mono text-sm text-ink-2">
            {names.map((name) => (
              <li key={name} className="truncate">
                {name}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
