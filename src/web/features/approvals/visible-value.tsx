import { useState } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { cutText, visiblePieces } from './visible-text.ts'

/** A text that came from outside, every character of it: what cannot be seen is named. Never a link, never markup. */
export function VisibleText({ text }: { text: string }) {
  return visiblePieces(text).map((piece, index) =>
    piece.kind === 'text' ? (
      piece.text
    ) : (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name
        key={index}
        className="mx-px rounded-[3px] bg-limit/15 px-[3px] text-2xs font-semibold text-limit select-none"
      >
        {piece.name}
      </span>
    ),
  )
}

const first = 240

/** A value in mono, cut when it is long; the rest is a button away. */
export function VisibleValue({ value }: { value: string }) {
  const [all, setAll] = useState(false)
  const { shown, more } = cutText(value, first)
  return (
    <span className="font-mono text-sm break-all whitespace-pre-wrap">
      <bdi>
        <VisibleText text={all ? value : shown} />
      </bdi>
      {more > 0 && (
        <Button size="small" variant="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show less' : `+${numberWords(more)} characters`}
        </Button>
      )}
    </span>
  )
}
