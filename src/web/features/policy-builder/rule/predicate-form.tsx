import { zodResolver } from '@hookform/resolvers/zod'
import clsx from 'clsx'
import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import { useFieldArray, useForm, useWatch } from 'react-hook-form'
import type { Condition } from '#policy'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { clearOfEnd, FormEnd } from '../form-end.tsx'
import { useFirstFocus } from '../use-first-focus.ts'
import type { ArgumentPath } from './argument-paths.ts'
import { ConditionFields } from './condition-fields.tsx'
import {
  newCondition,
  type PredicateDraft,
  type PredicateWritten,
  predicateSchema,
} from './predicate-draft.ts'
import type { PredicateList } from './rule-target.ts'

export interface PredicateFormProps {
  /** "New condition", "Change a condition". */
  title: string
  lists: readonly PredicateList[]
  paths: readonly ArgumentPath[]
  /** What it begins with; conditions that stand in the text already are `before`. */
  start: PredicateDraft
  before?: readonly Condition[] | undefined
  onDone: (written: PredicateWritten) => void
  onCancel: () => void
}

const kinds = {
  approve_if: { label: 'Ask a person if', hint: 'A person decides when all of this is so.' },
  deny_if: { label: 'Deny if', hint: 'The call is refused when all of this is so.' },
  require: { label: 'Allow only if', hint: 'The call is refused unless all of this is so.' },
} as const

const none: readonly Condition[] = []

const order: readonly PredicateList[] = ['approve_if', 'deny_if', 'require']

/** One predicate: what it does, and the conditions that must hold together. Saved as one edit. */
export function PredicateForm(props: PredicateFormProps) {
  const { title, lists, paths, start, before = none, onDone, onCancel } = props
  const schema = useMemo(() => predicateSchema(paths, before), [paths, before])
  const form = useForm<PredicateDraft, unknown, PredicateWritten>({
    resolver: zodResolver(schema),
    defaultValues: start,
    reValidateMode: 'onSubmit',
  })
  const { control, register, setValue, handleSubmit } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'conditions' })
  const list = useWatch({ control, name: 'list' })
  const submit = handleSubmit(onDone)
  const frame = useFirstFocus()
  return (
    <form
      ref={frame}
      onSubmit={(event) => void submit(event)}
      aria-label={title}
      className={clsx('@container grid gap-3 rounded-md bg-sunk p-3', clearOfEnd)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        // A key of a list that was opened from here comes through React's tree as well.
        if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return
        event.stopPropagation()
        onCancel()
      }}
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Select
          label="What the conditions do"
          size="small"
          className="w-40!"
          options={order.filter((one) => lists.includes(one)).map((value) => ({ value, ...kinds[value] }))}
          value={list}
          onChange={(next) => setValue('list', next)}
        />
        <span className="text-sm text-ink-2">
          {fields.length === 0 ? 'always: there is no condition' : fields.length > 1 && 'all of these hold'}
        </span>
      </div>
      <ol className="grid gap-2.5">
        {fields.map((field, index) => (
          <ConditionFields
            key={field.id}
            form={form}
            paths={paths}
            index={index}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      {(list !== 'approve_if' || start.on_deny !== '') && (
        <Field label="What the agent is told" optional>
          <TextInput className="h-[26px]! pointer-coarse:h-10!" {...register('on_deny')} />
        </Field>
      )}
      <FormEnd>
        <Button
          size="small"
          variant="quiet"
          icon={<Plus aria-hidden />}
          onClick={() => append(newCondition(paths))}
        >
          And another condition
        </Button>
        <span className="ml-auto flex gap-2">
          <Button size="small" variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
          <Button size="small" type="submit" variant="primary">
            {before === none ? 'Add' : 'Save'}
          </Button>
        </span>
      </FormEnd>
    </form>
  )
}
