import { useNavigate } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useRegisterDemo } from '#web/data/servers.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'

/** Registers the built-in demo server in one click. */
export function AddDemoButton({
  workspaceId,
  onRegistered,
}: {
  workspaceId: string
  /** Instead of opening the server's page. */
  onRegistered?: (server: ServerSummary) => void
}) {
  const navigate = useNavigate()
  const register = useRegisterDemo(workspaceId)
  const add = () =>
    register.mutate(undefined, {
      onSuccess: onRegistered ?? ((server) => void navigate({ href: paths.server(server.id) })),
    })
  return (
    <div className="grid gap-1">
      <Button icon={<FlaskConical aria-hidden />} loading={register.isPending} onClick={add}>
        Use the built-in demo server
      </Button>
      {register.isError && (
        <p role="alert" className="text-sm text-deny">
          {sentence(register.error.message)}
        </p>
      )}
    </div>
  )
}
