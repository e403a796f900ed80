import clsx from 'clsx'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'

export interface SplitterProps {
  /** What the handle changes: "Width of the tool list". */
  label: string
  start: ReactNode
  end: ReactNode
  /** Share of the first pane in per cent, to begin with and on a double click. */
  initial?: number | undefined
  min?: number | undefined
  max?: number | undefined
  /** Remembers the share under this name. */
  storageKey?: string | undefined
  className?: string | undefined
}

const step = 4

/**
 * Two panes side by side from 900 px; below that only the first is drawn, and the page decides how the second is reached.
 * The handle is moved by dragging, by arrow keys, and by plain clicks on the two buttons it shows (WCAG 2.5.7).
 */
export function Splitter(props: SplitterProps) {
  const { label, start, end, initial = 57, min = 30, max = 75, storageKey, className } = props
  const box = useRef<HTMLDivElement>(null)
  const [share, setShare] = useState(() => remembered(storageKey) ?? initial)
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)))
  const set = (value: number) => {
    const next = clamp(value)
    setShare(next)
    remember(storageKey, next)
  }
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const frame = box.current?.getBoundingClientRect()
    if (!frame || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    set(((event.clientX - frame.left) / frame.width) * 100)
  }
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = afterKey(event.key, { share, min, max, initial })
    if (next === undefined) return
    event.preventDefault()
    set(next)
  }
  return (
    <div
      ref={box}
      className={clsx('grid min-h-0 max-[900px]:block', className)}
      style={{ gridTemplateColumns: `minmax(0, ${share}fr) auto minmax(0, ${100 - share}fr)` }}
    >
      <div className="min-h-0 min-w-0">{start}</div>
      <div className="group relative z-10 -mx-1 flex w-[9px] justify-center max-[900px]:hidden">
        {/* biome-ignore lint/a11y/useSemanticElements: a separator that takes a value is the window splitter of WAI-ARIA; an hr cannot be moved */}
        <div
          role="separator"
          aria-orientation="vertical"
          aria-label={label}
          aria-valuenow={share}
          aria-valuemin={min}
          aria-valuemax={max}
          tabIndex={0}
          onKeyDown={press}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onDoubleClick={() => set(initial)}
          className="peer flex w-full cursor-col-resize touch-none justify-center -outline-offset-2"
        >
          <span className="w-px bg-line transition-colors group-hover:bg-edge" />
        </div>
        <Nudges label={label} onNudge={(by) => set(share + by)} />
      </div>
      <div className="min-h-0 min-w-0 max-[900px]:hidden">{end}</div>
    </div>
  )
}

/** Not in the order of tabs: the separator itself answers to the arrow keys. */
function Nudges({ label, onNudge }: { label: string; onNudge: (by: number) => void }) {
  return (
    <span className="absolute top-1/2 flex -translate-y-1/2 flex-col rounded-sm border border-line bg-panel opacity-0 shadow-low transition-opacity group-hover:opacity-100 peer-focus-visible:opacity-100 pointer-coarse:opacity-100">
      <Nudge label={`${label}: less`} onClick={() => onNudge(-2 * step)} icon={<ChevronLeft aria-hidden />} />
      <Nudge label={`${label}: more`} onClick={() => onNudge(2 * step)} icon={<ChevronRight aria-hidden />} />
    </span>
  )
}

function Nudge({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      onClick={onClick}
      className="grid size-6 place-items-center text-ink-3 hover:text-ink [&_svg]:size-3.5"
    >
      {icon}
    </button>
  )
}

interface Shares {
  readonly share: number
  readonly min: number
  readonly max: number
  readonly initial: number
}

function afterKey(key: string, { share, min, max, initial }: Shares): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return share - step
    case 'ArrowRight':
      return share + step
    case 'Home':
      return min
    case 'End':
      return max
    case 'Enter':
      return initial
    default:
      return undefined
  }
}

function remembered(key: string | undefined): number | undefined {
  if (key === undefined) return undefined
  try {
    const value = Number.parseInt(localStorage.getItem(key) ?? '', 10)
    return Number.isNaN(value) ? undefined : value
  } catch {
    return undefined
  }
}

function remember(key: string | undefined, share: number): void {
  if (key === undefined) return
  try {
    localStorage.setItem(key, String(share))
  } catch {
    // Storage may be forbidden; the width then lasts as long as the page.
  }
}
