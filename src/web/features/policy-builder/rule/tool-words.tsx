import clsx from 'clsx'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { FoldButton } from '#web/ui/action/fold-button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'

/** What the server says of a tool: how it begins, and all of it for who asks. */
export function ToolWords({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLParagraphElement>(null)
  const isClamped = useClamped(place)
  const all = text.trim()
  const first = firstParagraph(all)
  const isCut = isClamped || first.length < all.length
  if (all === '') return <p className="text-sm text-ink-2">The server says nothing about this tool.</p>
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-1">
      <p
        ref={place}
        className={clsx(
          'max-w-full text-sm leading-relaxed break-words text-ink-2',
          isOpen ? 'whitespace-pre-wrap' : 'line-clamp-4 whitespace-pre-line',
        )}
      >
        {isOpen ? all : first}
      </p>
      {(isOpen || isCut) && (
        <FoldButton open={isOpen} onOpenChange={setOpen}>
          {isOpen ? 'Show less' : `Show all ${numberWords(all.length)} characters`}
        </FoldButton>
      )}
    </div>
  )
}

/** What follows it are mostly the arguments and the answer, which few need here. */
function firstParagraph(text: string): string {
  return text.slice(0, 1000).split(/\n\s*\n/, 1)[0] ?? ''
}

/** Whether there is more of a text than its lines have room for. Asked when the browser has laid it out anyway. */
function useClamped(place: RefObject<HTMLElement | null>): boolean {
  const [isClamped, setClamped] = useState(false)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const observer = new ResizeObserver(() => setClamped(element.scrollHeight > element.clientHeight + 1))
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return isClamped
}
