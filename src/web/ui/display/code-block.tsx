import clsx from 'clsx'
import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../action/button.tsx'
import { CopyButton } from '../action/copy-button.tsx'

export interface CodeBlockProps {
  code: string
  /** What it is: a file name or "Gateway URL". Names the region and the copy button. */
  label: string
  /** A part of `code` that is drawn as dots until asked for. What is copied holds it always. */
  secret?: string | undefined
  /** Buttons beside Copy. */
  actions?: ReactNode
  /** Wraps long lines, for commands and addresses. */
  wrap?: boolean | undefined
  className?: string | undefined
}

export function CodeBlock({ code, label, secret, actions, wrap, className }: CodeBlockProps) {
  const [shown, setShown] = useState(false)
  const masked = secret !== undefined && secret !== '' && !shown
  const text = masked ? code.replaceAll(secret, '•'.repeat(Math.min(secret.length, 24))) : code
  return (
    <div className={clsx('min-w-0 overflow-clip rounded-md border border-line bg-sunk', className)}>
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line py-1.5 pr-1.5 pl-3 text-sm text-ink-2">
        <span className="min-w-0 truncate">{label}</span>
        <span className="ml-auto flex items-center gap-1">
          {secret !== undefined && (
            <Button
              size="small"
              variant="quiet"
              aria-pressed={shown}
              icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              onClick={() => setShown(!shown)}
            >
              Show secret
            </Button>
          )}
          {actions}
          <CopyButton text={code} label={`Copy ${label}`} />
        </span>
      </header>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
        tabIndex={0}
        className="overflow-x-auto px-3 py-2.5 -outline-offset-2"
      >
        <pre className={clsx('text-sm leading-[1.62]', wrap === true && 'break-all whitespace-pre-wrap')}>
          <code className="text-[1em]">{text}</code>
        </pre>
      </section>
    </div>
  )
}
