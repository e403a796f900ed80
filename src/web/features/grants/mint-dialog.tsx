import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { GrantLabel } from '#model/grant'
import { PolicyId } from '#model/id'
import { errorWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { type MintedGrant, useMintGrant } from '#web/data/grants.ts'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { type Expiry, expiryOptions, expiryTime } from './expiry.ts'
import { policyOptions, withoutPolicy } from './policy-options.ts'
import { TokenDialog } from './token-dialog.tsx'

interface MintDialogProps {
  readonly server: ServerSummary
  readonly policies: readonly PolicySummary[]
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** Label, policy, expiry → a grant whose token is shown once, with how to use it. */
export function MintDialog({ server, policies, open, onOpenChange }: MintDialogProps) {
  const [minted, setMinted] = useState<MintedGrant>()
  if (minted !== undefined)
    return (
      <TokenDialog
        server={server}
        minted={minted}
        onClose={() => {
          setMinted(undefined)
          onOpenChange(false)
        }}
      />
    )
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`New grant on ${server.name}`}
      description="A credential for one agent. What it may do is its policy’s to say."
      size="small"
    >
      <MintForm server={server} policies={policies} onMinted={setMinted} />
    </Dialog>
  )
}

const MintFields = z.object({ label: GrantLabel })

function MintForm({
  server,
  policies,
  onMinted,
}: {
  server: ServerSummary
  policies: readonly PolicySummary[]
  onMinted: (minted: MintedGrant) => void
}) {
  const mint = useMintGrant(server.id)
  const first = policies.find((policy) => policy.enforced !== null) ?? policies[0]
  const [policy, setPolicy] = useState<string>(first?.id ?? withoutPolicy)
  const [expiry, setExpiry] = useState<Expiry>('never')
  const form = useForm({ resolver: zodResolver(MintFields), defaultValues: { label: '' } })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ label }) =>
    mint.mutate(
      {
        label,
        policyId: policy === withoutPolicy ? null : PolicyId.parse(policy),
        expiresAt: expiryTime(expiry, Date.now()),
      },
      {
        onSuccess: onMinted,
        onError: (fault) => {
          for (const { name, message } of fieldFaults(fault, ['label']))
            form.setError(name, { message }, { shouldFocus: true })
        },
      },
    ),
  )
  const chosen = policies.find(({ id }) => id === policy)
  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {mint.isError && Object.keys(errors).length === 0 && (
        <Banner tone="bad" live="assertive">
          {sentence(mint.error.message)}
        </Banner>
      )}
      <Field
        label="Label"
        hint="Whose agent, and where: it stands beside every call. Such as alice-laptop or ci."
        error={errorWords(errors.label)}
      >
        <TextInput autoComplete="off" {...form.register('label')} />
      </Field>
      <Field label="Policy" hint={policyHint(chosen)}>
        <Select options={policyOptions(policies)} value={policy} onChange={setPolicy} />
      </Field>
      <Field label="Expires">
        <Select options={expiryOptions} value={expiry} onChange={setExpiry} />
      </Field>
      <Button type="submit" variant="primary" className="justify-self-end" loading={mint.isPending}>
        Mint grant
      </Button>
    </form>
  )
}

function policyHint(policy: PolicySummary | undefined): string | undefined {
  if (policy === undefined) return 'Without a policy every call is denied. You can choose one later.'
  return policy.enforced === null
    ? 'This policy is not published yet: until it is, every call is denied.'
    : undefined
}
