import { zodResolver } from '@hookform/resolvers/zod'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { errorWords, faultWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { type InstallationInfo, SignUp, useInstallation, useSignUp } from '#web/data/me.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { Skeleton } from '#web/ui/feedback/skeleton.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { PasswordInput } from '#web/ui/form/password-input.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { AccountFrame } from './account-frame.tsx'

export function SignUpPage() {
  const installation = useInstallation()
  const fresh = installation.data?.fresh === true
  return (
    <AccountFrame
      title="Create an account"
      {...(fresh && { lead: 'The first account runs this installation and its first workspace.' })}
      foot={
        <>
          Have an account? <TextLink href={paths.signIn()}>Sign in</TextLink>.
        </>
      }
    >
      <SignUpBody installation={installation} />
    </AccountFrame>
  )
}

function SignUpBody({ installation }: { installation: ReturnType<typeof useInstallation> }) {
  if (installation.isPending)
    return (
      <div role="status" aria-label="Loading" className="grid gap-4">
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
        <Skeleton className="h-10" />
      </div>
    )
  if (installation.isError)
    return (
      <ErrorState
        title="This page could not be loaded."
        {...faultWords(installation.error)}
        onRetry={() => void installation.refetch()}
        retrying={installation.isFetching}
        className="px-0! py-0!"
      />
    )
  if (installation.data.signUp === 'closed' && !installation.data.fresh)
    return <Banner>Sign-up is closed on this installation. Ask the person who runs it to let you in.</Banner>
  return <SignUpForm installation={installation.data} />
}

const fields = ['email', 'password', 'name', 'setupToken'] as const
const fieldOfCode = {
  email_taken: 'email',
  common_password: 'password',
  setup_token_required: 'setupToken',
  setup_token_wrong: 'setupToken',
} as const

function SignUpForm({ installation }: { installation: InstallationInfo }) {
  const navigate = useNavigate()
  const signUp = useSignUp()
  const form = useForm({
    resolver: zodResolver(SignUp),
    defaultValues: { email: '', password: '', name: '', setupToken: '' },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ email, password, name, setupToken }) => {
    const body = { email, password, name: name || undefined, setupToken: setupToken?.trim() || undefined }
    signUp.mutate(body, {
      onSuccess: () => void navigate({ href: paths.start(), replace: true }),
      onError: (fault) => {
        for (const { name: field, message } of fieldFaults(fault, fields, fieldOfCode))
          form.setError(field, { message }, { shouldFocus: true })
      },
    })
  })
  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {signUp.isError && Object.keys(errors).length === 0 && (
        <Banner tone="bad" live="assertive">
          {sentence(signUp.error.message)}
        </Banner>
      )}
      <Field label="E-mail" error={errorWords(errors.email)}>
        <TextInput type="email" autoComplete="username" inputMode="email" {...form.register('email')} />
      </Field>
      <Field
        label="Password"
        hint="At least 10 characters. A few unrelated words are better than a short riddle; common passwords are refused."
        error={errorWords(errors.password)}
      >
        <PasswordInput autoComplete="new-password" {...form.register('password')} />
      </Field>
      <Field
        label="Name"
        optional
        hint="Shown to the members of your workspace."
        error={errorWords(errors.name)}
      >
        <TextInput autoComplete="name" {...form.register('name')} />
      </Field>
      {installation.needsSetupToken && (
        <Field
          label="Set-up token"
          hint="Sallyport listens beyond this machine, so its first account must prove access to it: the token is in Sallyport's log."
          error={errorWords(errors.setupToken)}
        >
          <TextInput mono autoComplete="off" {...form.register('setupToken')} />
        </Field>
      )}
      <Button type="submit" variant="primary" size="large" loading={signUp.isPending}>
        Create account
      </Button>
    </form>
  )
}
