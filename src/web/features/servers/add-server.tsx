import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect } from 'react'
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form'
import { TransportInput } from '#model/server'
import { fieldFaults, sentence } from '#web/data/fault-words.ts'
import { type ServerSummary, useRegisterServer } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { AddDemoButton } from './add-demo-button.tsx'
import { commandWords } from './command-line.ts'
import { GatewayName } from './gateway-name.tsx'
import { ProbeReport } from './probe-report.tsx'
import { emptyServerForm, ServerForm, transportOf } from './server-form.ts'
import { nameOfCommand, nameOfUrl } from './slug-of.ts'
import { UpstreamFields } from './upstream-fields.tsx'
import { useProbe } from './use-probe.ts'

export interface AddServerProps {
  workspaceId: string
  onRegistered: (server: ServerSummary) => void
}

/** Address or command → probe, seen step by step → registered. The demo server takes one click. */
export function AddServer({ workspaceId, onRegistered }: AddServerProps) {
  const probe = useProbe(workspaceId)
  const register = useRegisterServer(workspaceId)
  const form = useForm({ resolver: zodResolver(ServerForm), defaultValues: emptyServerForm })
  useNameFromAddress(form)

  const save = (probeId?: string) => {
    const values = form.getValues()
    const transport = TransportInput.safeParse(transportOf(values))
    if (!transport.success) return
    register.mutate(
      { name: values.name.trim(), slug: values.slug || undefined, transport: transport.data, probeId },
      {
        onSuccess: onRegistered,
        onError: (fault) => {
          for (const { name, message } of fieldFaults(fault, ['name', 'slug'], { slug_taken: 'slug' }))
            form.setError(name, { message }, { shouldFocus: true })
        },
      },
    )
  }
  const submit = form.handleSubmit(async (values) => {
    register.reset()
    const transport = TransportInput.safeParse(transportOf(values))
    if (!transport.success) return
    const found = await probe.start(transport.data)
    if (found !== undefined) save(found.probeId)
  })
  const busy = probe.state.kind === 'running' || register.isPending
  return (
    <div className="grid gap-6">
      <form noValidate className="grid gap-5" onSubmit={(event) => void submit(event)}>
        <UpstreamFields form={form} />
        <GatewayName form={form} />
        {register.isError &&
          fieldFaults(register.error, ['name', 'slug'], { slug_taken: 'slug' }).length === 0 && (
            <Banner tone="bad" live="assertive">
              {sentence(register.error.message)}
            </Banner>
          )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" loading={busy}>
            {probe.state.kind === 'failed' ? 'Try again' : 'Connect and register'}
          </Button>
          <span className="text-ink-3">or</span>
          <AddDemoButton workspaceId={workspaceId} onRegistered={onRegistered} />
        </div>
      </form>
      <ProbeReport
        state={probe.state}
        registering={register.isPending}
        onCancel={probe.reset}
        onRegisterAnyway={() => save()}
      />
    </div>
  )
}

/** A name is proposed from the address until a person has typed one. */
function useNameFromAddress(form: UseFormReturn<ServerForm>): void {
  const [kind, url, command] = useWatch({ control: form.control, name: ['kind', 'url', 'command'] })
  useEffect(() => {
    if (form.getFieldState('name').isDirty && form.getValues('name') !== '') return
    const words = commandWords(command)
    const name = kind !== 'stdio' ? nameOfUrl(url.trim()) : words.ok ? nameOfCommand(words.value) : ''
    form.resetField('name', { defaultValue: name })
  }, [form, kind, url, command])
}
