import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'

export interface DisclosureProps {
  /** Always to be seen; a press on it opens the rest. */
  head: ReactNode
  /** Beside the head, and no part of its button. */
  aside?: ReactNode
  children: () => ReactNode
}

/** A line that opens to show more; what is inside is drawn only while it is open. */
export function Disclosure({ head, aside, children }: DisclosureProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="grid gap-2 border-b border-line/60 py-1.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          className="flex min-h-7 min-w-0 flex-1 basis-48 items-start gap-1.5 rounded-sm text-left pointer-coarse:min-h-11"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight aria-hidden className={open ? 'mt-1 size-3.5 rotate-90' : 'mt-1 size-3.5'} />
          <span className="min-w-0 flex-1">{head}</span>
        </button>
        {aside}
      </div>
      {open && (
        <div id={id} className="grid gap-3 pb-2 pl-5">
          {children()}
        </div>
      )}
    </div>
  )
}
