import { Suspense, useState, useSyncExternalStore } from 'react'
import type { Problem } from '#policy'
import { paths } from '#web/paths.ts'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { MonacoPane } from '../lazy-panes.ts'
import { useGoToRule } from '../use-go-to-rule.ts'
import { CodeViewer } from './code-viewer.tsx'

export interface CodePaneProps {
  version: number
  problems: readonly Problem[]
  /** JSON Pointer of the rule that is selected in the form. */
  selected: string | undefined
  target: { readonly offset: number } | undefined
  /** Without a keyboard and room to edit in: the text can be read, and the form does the rest. */
  viewerOnly: boolean
  /** Why the text cannot be edited; undefined = it can, also when the form is frozen. */
  viewer: string | undefined
  onCaret: (pointer: string) => void
  onLeave: () => void
  onReview: () => void
  onHelp: () => void
}

/** The text of the policy. The editor is fetched when this is first shown, or before, when somebody looks like going there. */
export function CodePane(props: CodePaneProps) {
  const { session, policy } = useBuilderHands()
  const goToRule = useGoToRule()
  const [tabLeaves, setTabLeaves] = useState(true)
  if (props.viewerOnly) return <CodeReader selected={props.selected} target={props.target} />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows rows={14} label="Loading the editor" />}>
          <MonacoPane
            buffer={session.buffer}
            sync={session.sync}
            version={props.version}
            problems={props.problems}
            inventory={policy.inventory}
            onForm={goToRule}
            readOnly={props.viewer !== undefined}
            selected={props.selected}
            target={props.target}
            onCaret={props.onCaret}
            onLeave={props.onLeave}
            onReview={props.onReview}
            onTabKey={setTabLeaves}
          />
        </Suspense>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-1.5 text-xs text-ink-3">
        <span role="status">
          {tabLeaves ? 'Tab leaves the editor' : 'Tab indents'} · <Kbd>Ctrl M</Kbd>{' '}
          <span className="sr-only">Control M </span>changes that
        </span>
        <span>
          <Kbd>Esc</Kbd> <span className="sr-only">Escape: </span>to the list
        </span>
        {props.viewer !== undefined && <span>{props.viewer}</span>}
        <button type="button" className="ml-auto rounded-sm text-accent underline" onClick={props.onHelp}>
          All keys
        </button>
        <TextLink href={paths.reference()} target="_blank">
          <span className="sr-only">Policy </span>Language<span className="sr-only"> (opens a new tab)</span>
        </TextLink>
      </p>
    </div>
  )
}

function CodeReader({ selected, target }: Pick<CodePaneProps, 'selected' | 'target'>) {
  const { buffer, sync } = useBuilderHands().session
  const text = useSyncExternalStore(buffer.subscribe, () => buffer.state().text)
  return <CodeViewer text={text} place={placeOf(sync.parsed(), selected)} target={target} />
}

function placeOf(
  parsed: { readonly locateKey: (pointer: string) => { readonly line: number } | undefined },
  pointer: string | undefined,
): number | undefined {
  return pointer === undefined ? undefined : parsed.locateKey(pointer)?.line
}
