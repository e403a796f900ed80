import { useState } from 'react'
import type { Grant } from '#model/grant'
import type { MintedGrant } from '#web/data/grants.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { ClientLights } from './client-lights.tsx'
import { ConnectPanel } from './connect-panel.tsx'

interface TokenDialogProps {
  readonly server: ServerSummary
  readonly minted: MintedGrant
  readonly onClose: () => void
}

/** The token, once, and how to use it. Closed by its button only, so that nobody loses the token by a slip. */
export function TokenDialog({ server, minted, onClose }: TokenDialogProps) {
  return (
    <Dialog
      open
      locked
      size="large"
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Connect ${minted.grant.label}`}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have the token
        </Button>
      }
    >
      <Connecting server={server} grant={minted.grant} token={minted.token} />
    </Dialog>
  )
}

/** How to connect a grant whose token was shown before. */
export function ConnectDialog({
  server,
  grant,
  onClose,
}: {
  server: ServerSummary
  grant: Grant
  onClose: () => void
}) {
  return (
    <Dialog
      open
      size="large"
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Connect ${grant.label}`}
    >
      <Connecting server={server} grant={grant} token={null} />
    </Dialog>
  )
}

function Connecting({ server, grant, token }: { server: ServerSummary; grant: Grant; token: string | null }) {
  const [since] = useState(() => Date.now())
  return (
    <div className="grid gap-6">
      {token === null ? (
        <Banner>
          The token ends in <code>{grant.hint}</code> and was shown once. If it is lost, rotate the grant and
          a new one is made.
        </Banner>
      ) : (
        <section className="grid gap-2">
          <p className="leading-relaxed text-ink-2">
            This is the only time the token is shown. Sallyport keeps no copy that could be read.
          </p>
          <CodeBlock label="Token" code={token} secret={token} wrap />
        </section>
      )}
      <section className="grid gap-2">
        <h3 className="font-semibold">Point the client at the gateway</h3>
        <ConnectPanel server={server} grant={grant} token={token} />
      </section>
      <section className="grid gap-2 border-t border-line pt-4">
        <h3 className="font-semibold">Seen by the gateway</h3>
        <ClientLights grant={grant} since={since} />
      </section>
    </div>
  )
}
