import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useDeleteServer, useDependants, useServer } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { relativeTime } from '#web/ui/display/time-words.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { Section } from '#web/ui/layout/section.tsx'
import { AlertDialog } from '#web/ui/overlay/alert-dialog.tsx'
import { AddressForm } from './address-form.tsx'
import { ProcessForm } from './process-form.tsx'
import { ListingForm, NameForm, SlugForm } from './server-forms.tsx'

export function SettingsTab() {
  const { serverId = '' } = useParams({ strict: false })
  const server = useServer(serverId).data
  const mayChange = useMay('servers')
  if (server === undefined) return <SkeletonRows />
  return (
    <div className="grid w-full max-w-[680px] gap-10 px-4 py-6">
      {!mayChange && (
        <Banner>You may look at these settings; an admin or a policy manager can change them.</Banner>
      )}
      {/* A disabled fieldset disables everything in it, and says so to everyone. */}
      <fieldset disabled={!mayChange} className="grid min-w-0 gap-10">
        <legend className="sr-only">Settings of {server.name}</legend>
        <Section title="Name">
          <NameForm server={server} />
        </Section>
        <Section
          title="Gateway URL"
          description="Where clients reach this server; its slug is the last part."
        >
          <SlugForm server={server} />
        </Section>
        <Section title="Tools shown to agents">
          <ListingForm server={server} />
        </Section>
        <Section
          title="Upstream"
          description="Where Sallyport reaches the server, and with what credentials."
        >
          <AddressForm server={server} />
        </Section>
        {server.transport.kind === 'stdio' && (
          <Section title="Processes" description="Sallyport starts the command when an agent needs it.">
            <ProcessForm server={server} />
          </Section>
        )}
      </fieldset>
      {mayChange && <DeleteServer server={server} />}
    </div>
  )
}

function DeleteServer({ server }: { server: ServerSummary }) {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const remove = useDeleteServer(server)
  const dependants = useDependants(server.id, open)
  return (
    <Section title="Delete this server" description="Its policies, grants and approvals go with it.">
      <Button variant="danger" className="justify-self-start" onClick={() => setOpen(true)}>
        Delete {server.name}
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete ${server.name}?`}
        consequence={<Consequence dependants={dependants} />}
        confirm="Delete server"
        typeToConfirm={server.name}
        pending={remove.isPending}
        error={remove.isError ? sentence(remove.error.message) : undefined}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => void navigate({ href: paths.servers(), replace: true }),
          })
        }
      />
    </Section>
  )
}

function Consequence({ dependants }: { dependants: ReturnType<typeof useDependants> }): ReactNode {
  if (dependants.isError) return <p>Its grants are refused at once. What goes with it could not be loaded.</p>
  if (dependants.data === undefined) return <p>Looking up what goes with it…</p>
  const { grants, policies, openApprovals } = dependants.data
  return (
    <div className="grid gap-2">
      <p>Clients that use it are refused at once. This cannot be undone.</p>
      {grants.length > 0 && (
        <Names
          title={`${grants.length} ${grants.length === 1 ? 'grant' : 'grants'}`}
          names={grants.map(({ label, lastSeenAt }) =>
            lastSeenAt === null
              ? `${label}, never used`
              : `${label}, used ${relativeTime(lastSeenAt, Date.now())}`,
          )}
        />
      )}
      {policies.length > 0 && (
        <Names
          title={`${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}`}
          names={policies}
        />
      )}
      {openApprovals > 0 && (
        <p>{`${openApprovals} ${openApprovals === 1 ? 'call that waits' : 'calls that wait'} for a person will be cancelled.`}</p>
      )}
    </div>
  )
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <div>
      <p className="font-medium text-ink">{title}</p>
      <ul className="max-h-32 overflow-y-auto">
        {names.map((name) => (
          <li key={name} className="truncate">
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}
