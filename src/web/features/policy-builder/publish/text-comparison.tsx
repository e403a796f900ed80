import { lazy, Suspense, useState } from 'react'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { useTouch, useWide } from '../use-wide.ts'
import { TextDiff, type TextDiffProps } from './text-diff.tsx'

const SideBySide = lazy(() => import('./side-by-side.tsx').then((page) => ({ default: page.SideBySide })))

/** Two texts line by line; where there is room and a keyboard, in the editor too, which is fetched when asked for. */
export function TextComparison(props: TextDiffProps) {
  const [shape, setShape] = useState<'lines' | 'editor'>('lines')
  const canEdit = useWide()
  const isTouch = useTouch()
  if (!canEdit || isTouch) return <TextDiff {...props} />
  return (
    <div className="grid gap-2">
      <SegmentedControl
        label="How to compare"
        options={[
          { value: 'lines', label: 'Lines' },
          { value: 'editor', label: 'Side by side' },
        ]}
        value={shape}
        onChange={setShape}
        className="justify-self-start"
      />
      {shape === 'lines' ? (
        <TextDiff {...props} />
      ) : (
        <Suspense fallback={<SkeletonRows rows={8} label="Loading the editor" />}>
          <SideBySide {...props} />
        </Suspense>
      )}
    </div>
  )
}
