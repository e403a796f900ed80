import { useState } from 'react'
import { sentence } from '#web/data/fault-words.ts'
import { Button } from '#web/ui/action/button.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { TextArea } from '#web/ui/form/text-area.tsx'
import { mergedFile } from './merge-file.ts'

interface MergeFileProps {
  readonly snippet: string
  readonly within: string
  readonly label: string
  readonly secret: string | undefined
}

/** For those who have such a file already: paste it, take the whole back. */
export function MergeFile({ snippet, within, label, secret }: MergeFileProps) {
  const [open, setOpen] = useState(false)
  const [current, setCurrent] = useState('')
  if (!open)
    return (
      <Button size="small" variant="quiet" className="justify-self-start" onClick={() => setOpen(true)}>
        I have this file already
      </Button>
    )
  const merged = current.trim() === '' ? undefined : mergedFile(current, snippet, within)
  return (
    <div className="grid gap-2">
      <Field
        label="Your file as it is"
        hint="Merged here in the browser; it is sent nowhere."
        error={merged?.ok === false ? sentence(merged.fault.message) : undefined}
      >
        <TextArea
          spellCheck={false}
          autoComplete="off"
          className="font-mono text-sm"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Field>
      {merged?.ok === true && <CodeBlock label={`${label}, merged`} code={merged.value} secret={secret} />}
    </div>
  )
}
