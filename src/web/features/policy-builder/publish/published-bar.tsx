import { type ComponentProps, useEffect, useRef, useState } from 'react'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { useLeftFocus } from '#web/ui/use-left-focus.ts'
import type { Published, Publishing } from './use-publishing.ts'

const undoMs = 30_000

export interface PublishedBarProps {
  published: Published
  serverId: string
  publishing: Publishing
}

/** What is enforced since a moment ago, and for half a minute a way back. */
export function PublishedBar({ published, serverId, publishing }: PublishedBarProps) {
  const [undoable, setUndoable] = useState(true)
  useEffect(() => {
    setUndoable(true)
    const timer = setTimeout(() => setUndoable(false), Math.max(0, published.at + undoMs - Date.now()))
    return () => clearTimeout(timer)
  }, [published])
  const { former } = published
  return (
    <Banner
      tone="good"
      action={
        <span className="flex flex-wrap items-center gap-2">
          {undoable && former !== undefined && published.mode === 'enforced' && (
            <UndoButton
              loading={publishing.pending}
              onClick={() =>
                publishing.publish({ text: former.text, note: `Undo of v${published.number}`, kind: 'undo' })
              }
            />
          )}
          <Button size="small" variant="quiet" onClick={publishing.dismiss}>
            Dismiss
          </Button>
        </span>
      }
    >
      {published.mode === 'enforced' ? (
        <>
          <b>v{published.number} is enforced,</b> {seconds(published.tookMs)} after you asked. Calls are
          judged by it from now on.{' '}
          {published.undone !== undefined && `What v${published.undone} changed is a draft again. `}
        </>
      ) : (
        <>
          <b>v{published.number} is tried out in shadow.</b> It decides nothing; what it would have decided is
          told beside each call.{' '}
        </>
      )}
      <TextLink href={paths.activity({ server: serverId })}>Watch calls</TextLink>
    </Banner>
  )
}

/** It goes when its half minute is over, whoever stands on it. */
function UndoButton(props: Pick<ComponentProps<typeof Button>, 'loading' | 'onClick'>) {
  const place = useRef<HTMLSpanElement>(null)
  useLeftFocus(place)
  return (
    <span ref={place}>
      <Button size="small" {...props}>
        Undo
      </Button>
    </span>
  )
}

function seconds(ms: number): string {
  return `${Math.max(0.1, ms / 1000).toFixed(1)} s`
}
