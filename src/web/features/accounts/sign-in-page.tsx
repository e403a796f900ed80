import { zodResolver } from '@hookform/resolvers/zod'
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { errorWords, fieldFaults, sentence } from '#web/data/fault-words.ts'
import { SignIn, useInstallation, useSignIn } from '#web/data/me.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { PasswordInput } from '#web/ui/form/password-input.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { AccountFrame } from './account-frame.tsx'

export function SignInPage() {
  const { after } = useSearch({ strict: false })
  // Nobody can sign in where nobody has an account yet.
  if (useInstallation().data?.fresh === true) return <Navigate to="/sign-up" replace />
  return (
    <AccountFrame
      title="Sign in"
      foot={
        <>
          No account? <TextLink href={paths.signUp()}>Create one</TextLink>.
        </>
      }
    >
      {after !== undefined && <p className="sr-only">You are taken back to where you were.</p>}
      <SignInForm after={after ?? paths.servers()} />
    </AccountFrame>
  )
}

function SignInForm({ after }: { after: string }) {
  const navigate = useNavigate()
  const signIn = useSignIn()
  const form = useForm({ resolver: zodResolver(SignIn), defaultValues: { email: '', password: '' } })
  const { errors } = form.formState
  const submit = form.handleSubmit((values) =>
    signIn.mutate(values, {
      onSuccess: () => void navigate({ href: after, replace: true }),
      onError: (fault) => {
        for (const { name, message } of fieldFaults(fault, ['email', 'password']))
          form.setError(name, { message }, { shouldFocus: true })
        if (fault.code === 'wrong_credentials') form.setFocus('password', { shouldSelect: true })
      },
    }),
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {signIn.isError && Object.keys(errors).length === 0 && (
        <Banner tone="bad" live="assertive">
          {sentence(signIn.error.message)}
        </Banner>
      )}
      <Field label="E-mail" error={errorWords(errors.email)}>
        <TextInput type="email" autoComplete="username" inputMode="email" {...form.register('email')} />
      </Field>
      <Field label="Password" error={errorWords(errors.password)}>
        <PasswordInput autoComplete="current-password" {...form.register('password')} />
      </Field>
      <Button type="submit" variant="primary" size="large" loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  )
}
