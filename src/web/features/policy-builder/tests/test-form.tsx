import { zodResolver } from '@hookform/resolvers/zod'
import clsx from 'clsx'
import { Plus } from 'lucide-react'
import { useId, useMemo } from 'react'
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form'
import type { PolicyTest } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { clearOfEnd, FormEnd } from '../form-end.tsx'
import { argumentPaths } from '../rule/argument-paths.ts'
import { useFirstFocus } from '../use-first-focus.ts'
import { Words } from '../words.tsx'
import { judge } from './test-decision.ts'
import {
  argumentName,
  readArguments,
  type TestDraft,
  TestSchema,
  testDraft,
  withArgument,
} from './test-draft.ts'

export interface TestFormProps {
  title: string
  start: Partial<PolicyTest>
  /** Whether the focus goes to it when it opens. */
  takesFocus?: boolean | undefined
  onDone: (test: PolicyTest) => void
  onCancel: () => void
}

type Form = UseFormReturn<TestDraft, unknown, PolicyTest>

const outcomes = [
  { value: 'allow', label: 'allowed' },
  { value: 'approval', label: 'asked about' },
  { value: 'deny', label: 'denied' },
  { value: 'hide', label: 'hidden' },
] as const

/** A call and what must become of it; says meanwhile what becomes of it now. */
export function TestForm({ title, start, takesFocus = true, onDone, onCancel }: TestFormProps) {
  const form = useForm<TestDraft, unknown, PolicyTest>({
    resolver: zodResolver(TestSchema),
    defaultValues: testDraft(start),
  })
  const { register, control, setValue, handleSubmit, formState } = form
  const { errors } = formState
  const expect = useWatch({ control, name: 'expect' })
  const submit = handleSubmit(onDone)
  const frame = useFirstFocus(takesFocus)
  return (
    <form
      ref={frame}
      aria-label={title}
      className={clsx('@container grid gap-3 rounded-md bg-sunk p-3', clearOfEnd)}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return
        event.stopPropagation()
        onCancel()
      }}
    >
      <Field label="What must hold" error={errors.name?.message}>
        <TextInput placeholder="no mass delete" {...register('name')} />
      </Field>
      <ToolField form={form} />
      <ArgumentsField form={form} />
      <div className="grid gap-3 @min-[420px]:grid-cols-2">
        <Field label="As the grant" optional error={errors.as?.message}>
          <TextInput placeholder="its label" {...register('as')} />
        </Field>
        <Field label="At" optional error={errors.at?.message}>
          <TextInput mono placeholder="2026-11-21T10:00:00Z" {...register('at')} />
        </Field>
      </div>
      <Field label="The call must be">
        <Select options={outcomes} value={expect} onChange={(next) => setValue('expect', next)} />
      </Field>
      <Outlook form={form} />
      <FormEnd>
        <Button size="small" variant="quiet" className="ml-auto" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="small" type="submit" variant="primary">
          Save test
        </Button>
      </FormEnd>
    </form>
  )
}

const mostOffered = 50

function ToolField({ form }: { form: Form }) {
  const { policy } = useBuilderHands()
  const listId = useId()
  const tool = useWatch({ control: form.control, name: 'tool' })
  const names = useMemo(() => {
    const wanted = tool.toLowerCase()
    return policy.inventory.tools
      .map(({ definition }) => definition.name)
      .filter((name) => name.toLowerCase().includes(wanted))
      .slice(0, mostOffered)
  }, [policy.inventory, tool])
  return (
    <Field
      label="Tool"
      hint="A name, or a pattern such as get_*: then every tool that matches is tried."
      error={form.formState.errors.tool?.message}
    >
      <TextInput mono list={listId} autoComplete="off" {...form.register('tool')} />
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Field>
  )
}

/** The arguments as JSON; those that the tool's schema names are a click away. */
function ArgumentsField({ form }: { form: Form }) {
  const { policy } = useBuilderHands()
  const [tool, args] = useWatch({ control: form.control, name: ['tool', 'args'] })
  const schema = policy.inventory.tools.find(({ definition }) => definition.name === tool)?.definition
    .inputSchema
  const read = readArguments(args)
  const missing = useMemo(() => {
    const given = typeof read === 'string' ? {} : read
    return argumentPaths(schema).filter(({ path }) => {
      const name = argumentName(path)
      return name !== undefined && !Object.hasOwn(given, name)
    })
  }, [schema, read])
  return (
    <Field label="Arguments" optional error={form.formState.errors.args?.message}>
      <TextArea
        rows={2}
        spellCheck={false}
        className="min-h-0! font-mono text-sm"
        placeholder="{ }"
        {...form.register('args')}
      />
      {missing.length > 0 && typeof read !== 'string' && (
        <ul aria-label="Arguments to add" className="flex flex-wrap gap-1">
          {missing.slice(0, 24).map((argument) => (
            <li key={argument.path}>
              <Button
                size="small"
                variant="quiet"
                icon={<Plus aria-hidden />}
                onClick={() => form.setValue('args', withArgument(args, argument), { shouldValidate: true })}
              >
                <code>{argumentName(argument.path)}</code>
                {argument.required && <span className="text-ink-3">required</span>}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Field>
  )
}

/** What the policy does with the call as it stands, before the test is saved. */
function Outlook({ form }: { form: Form }) {
  const { policy, callers } = useBuilderHands()
  const typed = useWatch({ control: form.control })
  const test = TestSchema.safeParse({ ...typed, name: typed.name === '' ? '(new)' : typed.name })
  if (!test.success) return null
  const { passed, message, decision } = judge(policy, test.data, { now: Date.now(), grants: callers })
  return (
    <p role="status" className="text-sm text-ink-2">
      {decision === undefined ? (
        <Words text={`Now: ${message}.`} />
      ) : (
        <Words text={`Now it is ${outcomeWords[decision.outcome]}, by \`${decision.rule}\`.`} />
      )}{' '}
      {passed ? 'The test passes.' : 'The test fails.'}
    </p>
  )
}

const outcomeWords = {
  allow: 'allowed',
  deny: 'denied',
  hide: 'hidden',
  approval: 'asked about',
} as const
