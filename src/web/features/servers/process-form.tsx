import { sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useUpdateServer } from '#web/data/servers.ts'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { changesOf, fieldsOf } from './address-fields.ts'

/** Whether agents that use a server by command have one process together, and what that means for them. */
export function ProcessForm({ server }: { server: ServerSummary }) {
  const update = useUpdateServer(server.id)
  const fields = fieldsOf(server.transport)
  const change = update.isPending ? update.variables.transport : undefined
  // Shown as chosen while it is on its way; the server's answer then stands.
  const isShared = change?.kind === 'stdio' ? change.isShared === true : fields.isShared
  return (
    <div className="grid gap-2">
      <SegmentedControl
        label="Processes"
        size="large"
        className="justify-self-start"
        options={[
          { value: 'each', label: 'One for each session' },
          { value: 'all', label: 'One for all grants' },
        ]}
        value={isShared ? 'all' : 'each'}
        onChange={(next) => update.mutate({ transport: changesOf({ ...fields, isShared: next === 'all' }) })}
      />
      <p className="leading-relaxed text-ink-2">{isShared ? sharedWords : separateWords}</p>
      <p className="leading-relaxed text-ink-3">
        A change ends the processes that run; agents go on with their next call.
      </p>
      {update.isError && (
        <p role="alert" className="text-sm text-deny">
          {sentence(update.error.message)}
        </p>
      )}
    </div>
  )
}

const separateWords =
  'Each session of an agent starts a process of its own, so nothing that one agent does can be seen by another.'

const sharedWords =
  'All agents share one process. That saves memory and start-up time, and they share what it remembers: open files, logins, a current folder. Answers still reach only the agent that asked. A log line that names no request goes to the one agent that waits for an answer, which need not be the one it is about; where several wait, to nobody. The process cannot ask an agent’s user anything (no sampling, elicitation or roots).'
