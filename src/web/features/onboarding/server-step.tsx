import type { ServerSummary } from '#web/data/servers.ts'
import { useServers } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { riskCountWords } from '#web/ui/display/risk-bar.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import type { StartParts } from './start-page.tsx'
import { Step } from './step.tsx'

interface ServerStepProps {
  readonly workspaceId: string
  readonly server: ServerSummary | undefined
  readonly loading: boolean
  readonly AddServer: StartParts['AddServer']
  /** Undefined = choose another. */
  readonly onServer: (server: ServerSummary | undefined) => void
}

export function ServerStep({ workspaceId, server, loading, AddServer, onServer }: ServerStepProps) {
  if (server !== undefined)
    return (
      <Step
        number={1}
        title="Register a server"
        state="done"
        summary={
          <span className="flex flex-wrap items-center gap-x-2">
            <span>{toolWords(server)}</span>
            <Button size="small" variant="quiet" onClick={() => onServer(undefined)}>
              Use another
            </Button>
          </span>
        }
      />
    )
  return (
    <Step
      number={1}
      title="Register a server"
      state="current"
      summary="The MCP server that agents shall reach through Sallyport. No server at hand? The demo server is built in, has one tool of each risk, and works offline."
    >
      {loading ? (
        <SkeletonRows rows={2} />
      ) : (
        <div className="grid gap-6">
          <Known workspaceId={workspaceId} onServer={onServer} />
          <AddServer workspaceId={workspaceId} onRegistered={onServer} />
        </div>
      )}
    </Step>
  )
}

function toolWords({ name, inventory }: ServerSummary): string {
  if (inventory === null) return `${name}, whose tools are not known yet.`
  const tools = `${numberWords(inventory.tools)} ${inventory.tools === 1 ? 'tool' : 'tools'}`
  return `${name}, with ${tools}: ${riskCountWords(inventory.risks, ', ')}.`
}

/** Servers that are registered already. */
function Known({
  workspaceId,
  onServer,
}: {
  workspaceId: string
  onServer: (server: ServerSummary) => void
}) {
  const servers = useServers(workspaceId).data ?? []
  if (servers.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line pb-5">
      <span className="text-ink-2">Registered already:</span>
      {servers.slice(0, 6).map((server) => (
        <Button key={server.id} size="small" onClick={() => onServer(server)}>
          {server.name}
        </Button>
      ))}
    </div>
  )
}
