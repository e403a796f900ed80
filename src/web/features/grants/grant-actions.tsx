import { Ban, MoreHorizontal, Pencil, Plug, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Grant } from '#model/grant'
import { sentence } from '#web/data/fault-words.ts'
import { useRevokeGrant, useRotateGrant } from '#web/data/grants.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { relativeTime } from '#web/ui/display/time-words.ts'
import { AlertDialog } from '#web/ui/overlay/alert-dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '#web/ui/overlay/menu.tsx'
import { RenameGrant } from './rename-grant.tsx'
import { ConnectDialog, TokenDialog } from './token-dialog.tsx'

interface GrantActionsProps {
  readonly server: ServerSummary
  readonly grant: Grant
  readonly mayChange: boolean
}

type Open = 'connect' | 'rename' | 'rotate' | 'revoke' | undefined

export function GrantActions({ server, grant, mayChange }: GrantActionsProps) {
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  if (grant.revokedAt !== null) return null
  return (
    <>
      <Menu
        trigger={
          <IconButton
            size="small"
            tooltip={false}
            label={`Actions for ${grant.label}`}
            icon={<MoreHorizontal aria-hidden />}
          />
        }
      >
        <MenuItem icon={<Plug aria-hidden />} onSelect={() => setOpen('connect')}>
          Connect a client
        </MenuItem>
        {mayChange && (
          <>
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('rename')}>
              Rename
            </MenuItem>
            <MenuItem icon={<RotateCw aria-hidden />} onSelect={() => setOpen('rotate')}>
              Rotate token
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger icon={<Ban aria-hidden />} onSelect={() => setOpen('revoke')}>
              Revoke
            </MenuItem>
          </>
        )}
      </Menu>
      {open === 'connect' && <ConnectDialog server={server} grant={grant} onClose={close} />}
      {open === 'rename' && <RenameGrant grant={grant} onClose={close} />}
      {open === 'rotate' && <Rotate server={server} grant={grant} onClose={close} />}
      {open === 'revoke' && <Revoke grant={grant} onClose={close} />}
    </>
  )
}

function lastUseWords(grant: Grant): string {
  const { seenAt } = grant.progress
  return seenAt === null ? 'It was never used.' : `It was last used ${relativeTime(seenAt, Date.now())}.`
}

function Rotate({ server, grant, onClose }: { server: ServerSummary; grant: Grant; onClose: () => void }) {
  const rotate = useRotateGrant()
  if (rotate.data !== undefined) return <TokenDialog server={server} minted={rotate.data} onClose={onClose} />
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Rotate the token of ${grant.label}?`}
      consequence={`A new token is made and shown once. The one that ends in ${grant.hint} is refused from then on, so its client must be given the new one. ${lastUseWords(grant)}`}
      confirm="Rotate token"
      tone="primary"
      pending={rotate.isPending}
      error={rotate.isError ? sentence(rotate.error.message) : undefined}
      onConfirm={() => rotate.mutate({ grantId: grant.id })}
    />
  )
}

function Revoke({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const revoke = useRevokeGrant()
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Revoke the grant ${grant.label}?`}
      consequence={`The gateway refuses its token at once and ends its open sessions. This cannot be undone; a new grant can be minted. ${lastUseWords(grant)}`}
      confirm="Revoke grant"
      pending={revoke.isPending}
      error={revoke.isError ? sentence(revoke.error.message) : undefined}
      onConfirm={() => revoke.mutate({ grantId: grant.id }, { onSuccess: onClose })}
    />
  )
}
