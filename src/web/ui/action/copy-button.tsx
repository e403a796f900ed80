import clsx from 'clsx'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { announce } from '../feedback/announce.ts'
import { type ButtonLook, buttonClass } from './button-class.ts'
import { copyText } from './copy-text.ts'

export interface CopyButtonProps extends ButtonLook {
  /** A function when the text is costly or secret until asked for. */
  text: string | (() => string)
  /** What is copied, as in "Copy gateway URL". */
  label: string
  /** Without it only the icon is drawn; the label is then the accessible name. */
  showLabel?: boolean | undefined
  className?: string | undefined
  onCopied?: (() => void) | undefined
}

type Outcome = 'idle' | 'copied' | 'failed'

const shownFor = 2000

export function CopyButton({
  text,
  label,
  showLabel = false,
  variant = 'quiet',
  size = 'small',
  className,
  onCopied,
}: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('idle')
  useEffect(() => {
    if (outcome === 'idle') return
    const timer = setTimeout(() => setOutcome('idle'), shownFor)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    const copied = await copyText(typeof text === 'string' ? text : text())
    setOutcome(copied ? 'copied' : 'failed')
    announce(copied ? 'Copied.' : 'Could not copy. Select the text and copy it by hand.')
    if (copied) onCopied?.()
  }
  return (
    <button
      type="button"
      aria-label={showLabel ? undefined : label}
      title={showLabel ? undefined : label}
      className={clsx(buttonClass({ variant, size }), !showLabel && 'aspect-square px-0!', className)}
      onClick={() => void copy()}
    >
      {outcome === 'copied' ? <Check aria-hidden className="text-allow" /> : <Copy aria-hidden />}
      {showLabel && (
        <span className="grid *:col-start-1 *:row-start-1">
          {/* All the words lie in one cell, so that the button keeps its width. */}
          <span className={clsx(outcome !== 'idle' && 'invisible')}>{label}</span>
          <span aria-hidden className={clsx('text-left', outcome !== 'copied' && 'invisible')}>
            Copied
          </span>
          <span aria-hidden className={clsx('text-left', outcome !== 'failed' && 'invisible')}>
            Failed
          </span>
        </span>
      )}
    </button>
  )
}
