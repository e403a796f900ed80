import 'monaco-editor/features/diffEditor/register'
import { useEffect, useRef } from 'react'
import { useTheme } from '#web/ui/theme.ts'
import { paintCodeTheme } from '../code/code-theme.ts'
import { editor, plainBrackets, Uri } from '../code/monaco.ts'
import type { TextDiffProps } from './text-diff.tsx'

let opened = 0

/** Two texts in Monaco, to be read and not written; F7 leads from change to change in a form for screen readers. */
export function SideBySide({ before, after, names }: TextDiffProps) {
  const frame = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  const label = `What ${names[1]} changes of ${names[0]}`
  useEffect(() => {
    if (frame.current === null) return
    opened += 1
    const modelOf = (text: string, side: string) =>
      editor.createModel(text, 'json', Uri.parse(`inmemory://sallyport/diff/${opened}/${side}.json`))
    const model = { original: modelOf(before, 'before'), modified: modelOf(after, 'after') }
    const view = editor.createDiffEditor(frame.current, { ...options, ariaLabel: label })
    view.setModel(model)
    for (const side of [model.original, model.modified]) plainBrackets(side)
    return () => {
      view.dispose()
      model.original.dispose()
      model.modified.dispose()
    }
  }, [before, after, label])
  useEffect(() => paintCodeTheme(theme), [theme])
  return <div ref={frame} className="isolate h-96 overflow-hidden rounded-md border border-line" />
}

const options: editor.IStandaloneDiffEditorConstructionOptions = {
  readOnly: true,
  originalEditable: false,
  automaticLayout: true,
  renderSideBySide: true,
  useInlineViewWhenSpaceIsLimited: true,
  // A dialog is narrower than what Monaco takes for enough.
  renderSideBySideInlineBreakpoint: 640,
  diffWordWrap: 'on',
  hideUnchangedRegions: { enabled: true },
  minimap: { enabled: false },
  fontSize: 12.5,
  lineHeight: 20,
  fontFamily: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  // Out by Tab: an editor that keeps the key is a trap for a keyboard (WCAG 2.1.2).
  tabFocusMode: true,
  scrollBeyondLastLine: false,
  links: false,
  colorDecorators: false,
}
