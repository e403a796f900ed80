import clsx from 'clsx'
import { memo, type ReactNode, useId } from 'react'
import type { Tone } from '../tone.ts'

interface Segment<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly icon?: ReactNode
  readonly tone?: Tone | undefined
  readonly disabled?: boolean | undefined
}

export interface SegmentedControlProps<Value extends string> {
  /** The name of the choice, as in "Action for delete_device". Not drawn. */
  label: string
  options: readonly Segment<Value>[]
  /** Nothing is chosen while undefined (a group whose members differ). */
  value: Value | undefined
  onChange: (value: Value) => void
  disabled?: boolean | undefined
  /** -1 in a grid that holds the one tab stop itself. */
  tabIndex?: number | undefined
  /** `large` for a form, where the control stands alone and shows its icons; `medium` in a row, words only. */
  size?: 'medium' | 'large' | undefined
  className?: string | undefined
}

/** One of a few, all in sight. Native radios under the drawing: arrows, forms and screen readers work as they do anywhere. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { label, options, value, onChange, disabled, tabIndex, className } = props
  const name = useId()
  const large = props.size === 'large'
  return (
    <fieldset
      disabled={disabled}
      aria-label={label}
      onChange={({ target }) => {
        const chosen = target instanceof HTMLInputElement ? target.value : undefined
        const option = options.find((candidate) => candidate.value === chosen)
        if (option !== undefined) onChange(option.value)
      }}
      className={clsx(
        'inline-flex max-w-full min-w-0 overflow-clip rounded-sm border border-line bg-panel [overflow-clip-margin:4px]',
        large ? 'h-[34px] pointer-coarse:h-11' : 'h-[26px] pointer-coarse:h-9',
        disabled === true && 'opacity-60',
        className,
      )}
    >
      {options.map((option) => (
        <SegmentLabel
          key={option.value}
          segment={option}
          group={name}
          chosen={option.value === value}
          tabIndex={tabIndex}
          large={large}
        />
      ))}
    </fieldset>
  )
}

interface SegmentLabelProps {
  segment: Segment<string>
  /** The name that makes the radios one group. */
  group: string
  chosen: boolean
  tabIndex: number | undefined
  large: boolean
}

/** The group hears every change as it comes up to it, so that a segment has nothing that changes but whether it is chosen. */
const heardAbove = () => {}

const SegmentLabel = memo(function SegmentLabel(props: SegmentLabelProps) {
  const { segment, group, chosen, tabIndex, large } = props
  return (
    <label
      data-tone={segment.tone ?? 'accent'}
      className={clsx(
        'relative inline-flex flex-auto items-center justify-center gap-1 border-l border-line first-of-type:rounded-l-[4px] first-of-type:border-l-0 last-of-type:rounded-r-[4px]',
        'transition-colors has-focus-visible:z-1 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
        large ? 'px-3 text-sm max-[480px]:px-1.5' : 'px-2 text-xs',
        chosen
          ? 'bg-tone-firm font-semibold text-tone shadow-[inset_0_-2px_0_var(--c)]'
          : 'text-ink-3 hover:bg-sunk hover:text-ink',
      )}
    >
      <input
        type="radio"
        name={group}
        value={segment.value}
        checked={chosen}
        disabled={segment.disabled}
        tabIndex={tabIndex}
        onChange={heardAbove}
        className="absolute inset-0 cursor-pointer appearance-none outline-none disabled:cursor-not-allowed"
      />
      {segment.icon !== undefined && large && (
        <span aria-hidden className="pointer-events-none inline-flex [&_svg]:size-3">
          {segment.icon}
        </span>
      )}
      {/* Its bold twin, not drawn, keeps the width of the word when it is chosen. */}
      <span
        data-word={segment.label}
        className="pointer-events-none text-center after:invisible after:block after:h-0 after:overflow-clip after:font-semibold after:content-[attr(data-word)]"
      >
        {segment.label}
      </span>
    </label>
  )
})
