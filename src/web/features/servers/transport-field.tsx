import { Field } from '#web/ui/form/field.tsx'
import { Select } from '#web/ui/form/select.tsx'

interface TransportFieldProps {
  readonly value: 'http' | 'sse'
  readonly onChange: (value: 'http' | 'sse') => void
}

const options = [
  { value: 'http', label: 'Streamable HTTP', hint: 'Also for an older server: what it speaks is found out.' },
  { value: 'sse', label: 'HTTP+SSE', hint: 'The transport before March 2025, without trying the newer one.' },
] as const

/** How messages travel to an address. Nobody needs to know: the older way is found when the newer one fails. */
export function TransportField({ value, onChange }: TransportFieldProps) {
  return (
    <Field label="Transport">
      <Select options={options} value={value} onChange={onChange} />
    </Field>
  )
}
