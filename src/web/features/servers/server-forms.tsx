import { zodResolver } from '@hookform/resolvers/zod'
import type { ReactNode } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { z } from 'zod'
import { ServerName, Slug } from '#model/server'
import { errorWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useUpdateServer } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'

/** One input and its button; the button is there when there is something to save. */
function SaveRow({ children, dirty, pending }: { children: ReactNode; dirty: boolean; pending: boolean }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 max-[480px]:grid-cols-1">
      {children}
      <Button
        type="submit"
        variant={dirty ? 'primary' : 'default'}
        aria-disabled={!dirty}
        loading={pending}
        className="h-[34px]! max-[480px]:justify-self-start pointer-coarse:h-11!"
      >
        Save
      </Button>
    </div>
  )
}

const sayingSaved = () => announce('Saved.')

const NameFields = z.object({ name: ServerName })

export function NameForm({ server }: { server: ServerSummary }) {
  const update = useUpdateServer(server.id, sayingSaved)
  const form = useForm({ resolver: zodResolver(NameFields), values: { name: server.name } })
  const { errors, isDirty } = form.formState
  const submit = form.handleSubmit(({ name }) => {
    if (!isDirty) return
    update.mutate(
      { name },
      {
        onError: (fault) =>
          form.setError('name', { message: sentence(fault.message) }, { shouldFocus: true }),
      },
    )
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <SaveRow dirty={isDirty} pending={update.isPending}>
        <Field label="Name" hideLabel error={errorWords(errors.name)}>
          <TextInput autoComplete="off" {...form.register('name')} />
        </Field>
      </SaveRow>
    </form>
  )
}

const SlugFields = z.object({ slug: Slug })

export function SlugForm({ server }: { server: ServerSummary }) {
  const update = useUpdateServer(server.id, sayingSaved)
  const form = useForm({ resolver: zodResolver(SlugFields), values: { slug: server.slug } })
  const { errors, isDirty } = form.formState
  const slug = useWatch({ control: form.control, name: 'slug' })
  const submit = form.handleSubmit((values) => {
    if (!isDirty) return
    update.mutate(values, {
      onError: (fault) => {
        const named = fieldFaults(fault, ['slug'], { slug_taken: 'slug' })
        const message = named[0]?.message ?? sentence(fault.message)
        form.setError('slug', { message }, { shouldFocus: true })
      },
    })
  })
  const prefix = server.gatewayUrl.slice(0, server.gatewayUrl.length - server.slug.length)
  return (
    <form noValidate className="grid gap-3" onSubmit={(event) => void submit(event)}>
      <SaveRow dirty={isDirty} pending={update.isPending}>
        <Field label="Slug" hideLabel error={errorWords(errors.slug)} hint={`${prefix}${slug}`}>
          <TextInput mono autoComplete="off" {...form.register('slug')} />
        </Field>
      </SaveRow>
      {isDirty && (
        <Banner tone="warning" live="polite">
          Every client that uses this server must be changed: the old address stops at once, and the tools get
          new names in most clients.
        </Banner>
      )}
    </form>
  )
}

export function ListingForm({ server }: { server: ServerSummary }) {
  const update = useUpdateServer(server.id)
  // Shown as chosen while it is on its way; the server's answer then stands.
  const list = update.isPending ? (update.variables.list ?? server.list) : server.list
  return (
    <div className="grid gap-2">
      <SegmentedControl
        label="Tools shown to agents"
        size="large"
        className="justify-self-start"
        options={[
          { value: 'policy', label: 'What the policy names' },
          { value: 'all', label: 'All but the hidden' },
        ]}
        value={list}
        onChange={(next) => update.mutate({ list: next })}
      />
      <p className="leading-relaxed text-ink-2">
        {list === 'policy'
          ? 'Tools that the policy would only deny by default are left out of the list, which keeps the agent’s context small.'
          : 'Every tool is listed unless the policy hides it; calls are judged all the same.'}
      </p>
      {update.isError && (
        <p role="alert" className="text-sm text-deny">
          {sentence(update.error.message)}
        </p>
      )}
    </div>
  )
}
