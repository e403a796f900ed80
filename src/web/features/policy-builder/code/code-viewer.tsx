import clsx from 'clsx'
import { useEffect, useRef } from 'react'

export interface CodeViewerProps {
  text: string
  /** The line of the selected rule, from 1. */
  place?: number | undefined
  target?: { readonly offset: number } | undefined
}

/** The text to read, with line numbers: where an editor is no use, as under a finger. */
export function CodeViewer({ text, place, target }: CodeViewerProps) {
  const marked = useRef<HTMLLIElement>(null)
  const lines = text.split(/\r\n|\n|\r/)
  const line = target === undefined ? place : text.slice(0, target.offset).split(/\r\n|\n|\r/).length
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls again when another line is meant
  useEffect(() => {
    // In braces: newer browsers answer a promise, which an effect must not.
    void marked.current?.scrollIntoView({ block: 'center' })
  }, [line])
  return (
    <section
      aria-label="The text of the policy"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-auto bg-panel py-2 -outline-offset-2"
    >
      <ol className="min-w-max font-mono text-sm leading-relaxed">
        {lines.map((words, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is named by its number
            key={index}
            ref={index + 1 === line ? marked : undefined}
            className={clsx('flex whitespace-pre', index + 1 === line && 'bg-accent-soft')}
          >
            <span aria-hidden className="w-11 shrink-0 pr-3.5 text-right text-ink-3 select-none">
              {index + 1}
            </span>
            {words}
          </li>
        ))}
      </ol>
    </section>
  )
}
