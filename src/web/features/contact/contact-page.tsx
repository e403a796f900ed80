import { zodResolver } from '@hookform/resolvers/zod'
import clsx from 'clsx'
import { useEffect, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { ContactForm, useSendContact } from '#web/data/contact.ts'
import { errorWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { useMe } from '#web/data/me.ts'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { PageHeader } from '#web/ui/layout/page-header.tsx'

/** Public: in the shell for members, in the quiet column for visitors. */
export function ContactPage() {
  const [sent, setSent] = useState(false)
  const me = useMe()
  return (
    <div className={clsx('grid w-full max-w-[520px] gap-6', me.data && 'mx-auto px-4 py-8')}>
      {sent ? (
        <Sent onAgain={() => setSent(false)} />
      ) : (
        <>
          <PageHeader title="Get in touch">
            Have a question or want to learn more? Send us a message.
          </PageHeader>
          {/* Drawn when it is known who asks, so that a prefilled field does not change under the reader. */}
          {!me.isPending && <ContactFields user={me.data?.user} onSent={() => setSent(true)} />}
        </>
      )}
    </div>
  )
}

const thanks = "Message sent. We'll get back to you soon."

function Sent({ onAgain }: { onAgain: () => void }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    frame.current?.querySelector('h1')?.focus()
    announce(thanks)
  }, [])
  return (
    <div ref={frame} className="grid gap-4">
      <PageHeader title="Message sent" />
      <p className="text-lg leading-relaxed text-ink-2">{thanks}</p>
      <Button className="justify-self-start" onClick={onAgain}>
        Send another
      </Button>
    </div>
  )
}

const names = ['name', 'email', 'message'] as const

function ContactFields({
  user,
  onSent,
}: {
  user: { name: string; email: string } | undefined
  onSent: () => void
}) {
  const send = useSendContact()
  const form = useForm({
    resolver: zodResolver(ContactForm),
    defaultValues: { name: user?.name ?? '', email: user?.email ?? '', message: '', website: '' },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit((values) =>
    send.mutate(values, {
      onSuccess: onSent,
      onError: (fault) => {
        for (const { name, message } of fieldFaults(fault, names))
          form.setError(name, { message }, { shouldFocus: true })
      },
    }),
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {send.isError && Object.keys(errors).length === 0 && (
        <Banner tone="bad" live="assertive">
          {sentence(send.error.message)} Your text is still here.
        </Banner>
      )}
      <Field label="Name" error={errorWords(errors.name)}>
        <TextInput autoComplete="name" {...form.register('name')} />
      </Field>
      <Field label="E-mail" error={errorWords(errors.email)}>
        <TextInput type="email" autoComplete="email" inputMode="email" {...form.register('email')} />
      </Field>
      <Field label="Message" error={errorWords(errors.message)}>
        <TextArea rows={6} maxLength={5000} {...form.register('message')} />
      </Field>
      {/* For programs that fill in everything; people neither see it nor reach it. */}
      <div aria-hidden className="absolute -left-[9999px] size-px overflow-hidden">
        <label>
          Website
          <input type="text" tabIndex={-1} autoComplete="off" {...form.register('website')} />
        </label>
      </div>
      <Button
        type="submit"
        variant="primary"
        size="large"
        className="justify-self-start"
        loading={send.isPending}
      >
        Send message
      </Button>
    </form>
  )
}
