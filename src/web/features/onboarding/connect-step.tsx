import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { type Grant, GrantLabel } from '#model/grant'
import { errorWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { type MintedGrant, useMintGrant, useRotateGrant } from '#web/data/grants.ts'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { StartParts } from './start-page.tsx'
import { Step } from './step.tsx'

interface ConnectStepProps {
  readonly server: ServerSummary
  readonly policy: PolicySummary
  readonly grant: Grant | undefined
  readonly Connect: StartParts['Connect']
  readonly onGrant: (grant: Grant) => void
}

const title = 'Connect a client'

/** The token lives in this component's memory only: leaving the page forgets it. */
export function ConnectStep({ server, policy, grant, Connect, onGrant }: ConnectStepProps) {
  const [minted, setMinted] = useState<MintedGrant>()
  const take = (fresh: MintedGrant) => {
    setMinted(fresh)
    onGrant(fresh.grant)
  }
  if (grant === undefined)
    return (
      <Step
        number={3}
        title={title}
        state="current"
        summary="A grant is the credential of one agent on this server, under this policy."
      >
        <MintForm server={server} policy={policy} onMinted={take} />
      </Step>
    )
  const token = minted?.grant.id === grant.id ? minted.token : null
  const { initializedAt } = grant.progress
  const connected = initializedAt !== null && initializedAt >= (grant.rotatedAt ?? 0)
  return (
    <Step
      number={3}
      title={title}
      state={connected ? 'done' : 'current'}
      open
      summary={
        <>
          The grant <b>{grant.label}</b> is made. Point a client at the gateway with it.
        </>
      }
    >
      <div className="grid gap-5">
        {token === null ? (
          <Lost grant={grant} onRotated={take} />
        ) : (
          <div className="grid gap-2">
            <p className="text-ink-2">
              This is the only time the token is shown. Sallyport keeps no copy that could be read.
            </p>
            <CodeBlock label="Token" code={token} secret={token} wrap />
          </div>
        )}
        <Connect server={server} grant={grant} token={token} />
      </div>
    </Step>
  )
}

const Fields = z.object({ label: GrantLabel })

function MintForm({
  server,
  policy,
  onMinted,
}: {
  server: ServerSummary
  policy: PolicySummary
  onMinted: (minted: MintedGrant) => void
}) {
  const mint = useMintGrant(server.id)
  const form = useForm({ resolver: zodResolver(Fields), defaultValues: { label: 'my-laptop' } })
  const submit = form.handleSubmit(({ label }) =>
    mint.mutate(
      { label, policyId: policy.id },
      {
        onSuccess: onMinted,
        onError: (fault) =>
          form.setError(
            'label',
            { message: fieldFaults(fault, ['label'])[0]?.message ?? sentence(fault.message) },
            { shouldFocus: true },
          ),
      },
    ),
  )
  return (
    <form
      noValidate
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2"
      onSubmit={(event) => void submit(event)}
    >
      <Field
        label="Label"
        hint="Whose agent, and where: it stands beside every call."
        error={errorWords(form.formState.errors.label)}
      >
        <TextInput autoComplete="off" {...form.register('label')} />
      </Field>
      <Button
        type="submit"
        variant="primary"
        className="mt-[27px] h-[34px]! pointer-coarse:h-11!"
        loading={mint.isPending}
      >
        Make the grant
      </Button>
    </form>
  )
}

function Lost({ grant, onRotated }: { grant: Grant; onRotated: (minted: MintedGrant) => void }) {
  const rotate = useRotateGrant()
  const makeNew = () =>
    rotate.mutate(
      { grantId: grant.id },
      {
        onSuccess: (minted) => {
          onRotated(minted)
          announce('The new token is shown, this one time.')
        },
      },
    )
  return (
    <Banner
      action={
        <Button size="small" loading={rotate.isPending} onClick={makeNew}>
          Make a new token
        </Button>
      }
    >
      Its token ends in <code>{grant.hint}</code> and was shown once. A new one replaces it at once.
      {rotate.isError && (
        <span role="alert" className="block text-deny">
          {sentence(rotate.error.message)}
        </span>
      )}
    </Banner>
  )
}
