import { useNavigate } from '@tanstack/react-router'
import { useMay, useWorkspace } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { AddServer } from './add-server.tsx'

export function NewServerPage() {
  const current = useWorkspace()
  const mayAdd = useMay('servers')
  const navigate = useNavigate()
  return (
    <>
      <TopBar parent={<a href={paths.servers()}>Servers</a>} title="Add server" />
      {current === null && <SkeletonRows />}
      {current !== null && !mayAdd && (
        <EmptyState title="You may not add servers.">
          Your role in {current.workspace.name} is {current.member.role.replace('_', ' ')}. An admin or a
          policy manager can.
        </EmptyState>
      )}
      {current !== null && mayAdd && (
        <div className="grid w-full max-w-[620px] gap-6 px-4 py-6">
          <p className="leading-relaxed text-ink-2">
            Sallyport connects as a client, lists the tools, and judges how dangerous each one is. Nothing is
            called, and no agent reaches the server before a grant exists.
          </p>
          <AddServer
            workspaceId={current.workspace.id}
            onRegistered={(server) => void navigate({ href: paths.server(server.id) })}
          />
        </div>
      )}
    </>
  )
}
