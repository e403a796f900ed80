import clsx from 'clsx'
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLeftFocus } from '../use-left-focus.ts'
import { announce } from './announce.ts'

export type BannerTone = 'info' | 'good' | 'warning' | 'bad'

export interface BannerProps {
  tone?: BannerTone | undefined
  children: ReactNode
  /** One button or link at the end. */
  action?: ReactNode
  /** Spoken when it appears: politely, or at once. Leave out for what was there from the start. */
  live?: 'polite' | 'assertive' | undefined
  /** What a polite one is about: it is said again when that is something else, as when the next revision comes. */
  about?: string | undefined
  className?: string | undefined
}

const looks = {
  info: { tone: 'accent', icon: Info, word: 'Note' },
  good: { tone: 'allow', icon: CircleCheck, word: 'Done' },
  warning: { tone: 'limit', icon: TriangleAlert, word: 'Warning' },
  bad: { tone: 'deny', icon: OctagonAlert, word: 'Problem' },
} as const

/** A sentence that stays until its cause is gone. */
export function Banner({ tone = 'info', children, action, live, about, className }: BannerProps) {
  const { icon: Icon, tone: hue, word } = looks[tone]
  const frame = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  useLeftFocus(frame)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it is about is a reason by itself
  useEffect(() => {
    // Through the page's own region: one that comes together with its text is often not read. An alert is.
    if (live === 'polite') announce(`${word}: ${body.current?.textContent ?? ''}`)
  }, [live, word, about])
  return (
    <div
      ref={frame}
      role={live === 'assertive' ? 'alert' : undefined}
      data-tone={hue}
      className={clsx(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md bg-tone-soft px-3 py-2.5',
        className,
      )}
    >
      <Icon aria-hidden className="mt-[2.5px] size-4 shrink-0 text-tone" />
      <span className="sr-only">{word}: </span>
      <div ref={body} className="min-w-0 flex-1 basis-48 leading-normal text-ink">
        {children}
      </div>
      {action}
    </div>
  )
}
