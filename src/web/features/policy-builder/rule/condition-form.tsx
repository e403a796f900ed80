import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { Condition } from '#policy'
import type { JsonObject } from '#std/json'
import { Button } from '#web/ui/action/button.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { type ArgumentPath, operatorsFor, typedValue } from '../model/argument-paths.ts'
import { comparisonWords } from '../model/rule-words.ts'
import type { PredicateList } from './condition-lines.tsx'

interface Typed {
  readonly value: string
  readonly message: string
}

export interface ConditionFormProps {
  paths: readonly ArgumentPath[]
  onAdd: (list: PredicateList, predicate: JsonObject) => void
  onCancel: () => void
}

const kinds = [
  { value: 'approve_if', label: 'Ask a person if' },
  { value: 'deny_if', label: 'Deny if' },
  { value: 'require', label: 'Allow only if' },
] as const

/** One condition on one argument, built from the tool's own schema. */
export function ConditionForm({ paths, onAdd, onCancel }: ConditionFormProps) {
  const [list, setList] = useState<PredicateList>('approve_if')
  const [path, setPath] = useState(paths[0]?.path)
  const argument = paths.find((candidate) => candidate.path === path)
  const operators = argument === undefined ? [] : operatorsFor(argument)
  const [chosen, setOp] = useState<Condition['op']>()
  const op = operators.find((candidate) => candidate === chosen) ?? operators[0]
  const { register, handleSubmit, setValue, watch, setError, formState } = useForm<Typed>({
    defaultValues: { value: '', message: '' },
  })
  if (argument === undefined || op === undefined) return <NoArguments onCancel={onCancel} />
  const submit = handleSubmit((typed) => {
    const value = typedValue(typed.value, argument, op)
    if (!value.ok) return setError('value', { message: value.message })
    const on_deny = typed.message.trim()
    const conditions = [{ path: argument.path, op, value: value.value }]
    onAdd(list, on_deny === '' || list === 'approve_if' ? { conditions } : { conditions, on_deny })
  })
  const choices = choicesFor(argument, op)
  const typed = watch('value')
  return (
    <form
      onSubmit={(event) => void submit(event)}
      aria-label="New condition"
      className="grid gap-3 rounded-md bg-sunk p-3"
    >
      <div className="grid gap-2 @min-[480px]:grid-cols-2">
        <Select
          label="What the condition does"
          size="small"
          options={kinds}
          value={list}
          onChange={setList}
        />
        <Select
          label="Argument"
          size="small"
          options={paths.map((one) => ({
            value: one.path,
            label: one.path.replace(/^args\./, ''),
            hint: [one.type, one.required ? 'required' : 'optional'].join(', '),
          }))}
          value={argument.path}
          onChange={setPath}
        />
        <Select
          label="Comparison"
          size="small"
          options={operators.map((value) => ({ value, label: comparisonWords(value) }))}
          value={op}
          onChange={setOp}
        />
        {choices === undefined ? (
          <Field label="Value" hideLabel error={formState.errors.value?.message}>
            <TextInput
              mono
              className="h-[26px]! pointer-coarse:h-10!"
              placeholder={op === 'in' || op === 'not_in' ? 'one, another' : 'value'}
              inputMode={argument.type === 'number' ? 'decimal' : 'text'}
              {...register('value')}
            />
          </Field>
        ) : (
          <Select
            label="Value"
            size="small"
            options={choices}
            value={choices.some((choice) => choice.value === typed) ? typed : undefined}
            onChange={(value) => setValue('value', value)}
          />
        )}
      </div>
      {list !== 'approve_if' && (
        <Field label="What the agent is told" optional>
          <TextInput className="h-[26px]! pointer-coarse:h-10!" {...register('message')} />
        </Field>
      )}
      {argument.description !== undefined && (
        <p className="line-clamp-3 text-sm break-words text-ink-3">{argument.description.slice(0, 400)}</p>
      )}
      <div className="flex justify-end gap-2">
        <Button size="small" variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="small" type="submit" variant="primary">
          Add condition
        </Button>
      </div>
    </form>
  )
}

function NoArguments({ onCancel }: { onCancel: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-md bg-sunk p-3">
      <p className="min-w-0 flex-1">The schema of this tool names no arguments to compare.</p>
      <Button size="small" onClick={onCancel}>
        Close
      </Button>
    </div>
  )
}

function choicesFor({ type, choices }: ArgumentPath, op: Condition['op']) {
  if (op === 'exists') {
    return [
      { value: 'true', label: 'yes' },
      { value: 'false', label: 'no' },
    ]
  }
  if (type === 'boolean') return ['true', 'false'].map((value) => ({ value, label: value }))
  if (op !== 'eq' && op !== 'neq') return undefined
  return choices?.map((choice) => ({ value: String(choice), label: String(choice) }))
}
