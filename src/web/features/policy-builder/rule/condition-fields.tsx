import { Trash2 } from 'lucide-react'
import { useId } from 'react'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { comparisonWords } from '../model/rule-words.ts'
import { type ArgumentPath, operatorsFor } from './argument-paths.ts'
import { PathPicker } from './path-picker.tsx'
import { argumentAt, isListed, type PredicateDraft, type PredicateWritten } from './predicate-draft.ts'
import { ValueField } from './value-field.tsx'

type PredicateFormReturn = UseFormReturn<PredicateDraft, unknown, PredicateWritten>

export interface ConditionFieldsProps {
  form: PredicateFormReturn
  paths: readonly ArgumentPath[]
  index: number
  onRemove: () => void
}

/** One comparison: what is looked at, how, and with what. */
export function ConditionFields({ form, paths, index, onRemove }: ConditionFieldsProps) {
  const errorId = useId()
  const condition = useWatch({ control: form.control, name: `conditions.${index}` })
  const argument = argumentAt(paths, condition.path)
  const offered = operatorsFor(argument)
  const operators = offered.includes(condition.op) ? offered : [condition.op, ...offered]
  const wrong = form.formState.errors.conditions?.[index]
  const message = wrong?.path?.message ?? wrong?.text?.message ?? wrong?.texts?.message
  const number = index + 1
  const change = (part: Partial<typeof condition>) => {
    form.setValue(`conditions.${index}`, { ...condition, ...part }, { shouldDirty: true })
    if (message !== undefined) form.clearErrors(`conditions.${index}`)
  }
  const changePath = (path: string) => {
    const next = argumentAt(paths, path)
    const fits = operatorsFor(next)
    const op = fits.includes(condition.op) ? condition.op : (fits[0] ?? 'exists')
    const sameValues = next.type === argument.type && next.choices === argument.choices
    change({ path, op, ...(!sameValues && { text: op === 'exists' ? 'true' : '', texts: [] }) })
  }
  const changeOp = (op: typeof condition.op) => {
    if (op === 'exists' || condition.op === 'exists') change({ op, text: op === 'exists' ? 'true' : '' })
    else if (isListed(op) && !isListed(condition.op))
      change({ op, texts: condition.text === '' ? [] : [condition.text], text: '' })
    else if (!isListed(op) && isListed(condition.op))
      change({ op, text: condition.texts[0] ?? '', texts: [] })
    else change({ op })
  }
  return (
    <li className="grid gap-1.5">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-1.5 @min-[400px]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,3fr)_auto]">
        <PathPicker
          label={`What condition ${number} looks at`}
          className="h-[26px]! pointer-coarse:h-10!"
          paths={paths}
          value={condition.path}
          onChange={changePath}
        />
        <Select
          label={`Comparison of condition ${number}`}
          size="small"
          className="col-start-1 @min-[400px]:col-start-auto"
          options={operators.map((value) => ({ value, label: comparisonWords(value) }))}
          value={condition.op}
          onChange={changeOp}
        />
        {/* A list of values needs the whole width. */}
        <div
          className={
            isListed(condition.op)
              ? 'col-span-full @min-[400px]:row-start-2'
              : 'col-start-1 @min-[400px]:col-start-auto'
          }
        >
          <ValueField
            label={`Value of condition ${number}`}
            argument={argument}
            op={condition.op}
            text={condition.text}
            texts={condition.texts}
            onText={(text) => change({ text })}
            onTexts={(texts) => change({ texts })}
            invalid={message !== undefined}
            describedBy={errorId}
          />
        </div>
        <IconButton
          size="small"
          label={`Remove condition ${number}`}
          icon={<Trash2 aria-hidden />}
          className="col-start-2 row-start-1 @min-[400px]:col-start-4"
          onClick={onRemove}
        />
      </div>
      {message !== undefined && (
        <p id={errorId} role="alert" className="text-sm text-deny">
          {message}
        </p>
      )}
      {argument.description !== undefined && argument.path.startsWith('args') && (
        <p className="line-clamp-2 text-sm break-words text-ink-3">{argument.description.slice(0, 300)}</p>
      )}
    </li>
  )
}
