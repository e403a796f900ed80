import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Inventory, Problem } from '#policy'
import { openPalette } from '#web/ui/overlay/palette-offers.ts'
import { useTheme } from '#web/ui/theme.ts'
import type { Buffer } from '../model/buffer.ts'
import type { Sync } from '../model/sync.ts'
import { whenIdle } from '../when-idle.ts'
import { paintCodeTheme } from './code-theme.ts'
import { bindModel, type CodeEditor, goTo, showProblems, showRule } from './editor-bridge.ts'
import { editor, KeyCode, KeyMod, plainBrackets, Uri } from './monaco.ts'
import { teachTools } from './teach.ts'
import { textMap } from './text-map.ts'

export interface CodeEditorProps {
  buffer: Buffer
  sync: Sync
  /** The version of the text that `problems` speak of. */
  version: number
  problems: readonly Problem[]
  inventory: Inventory
  readOnly: boolean
  /** JSON Pointer of the rule that is selected in the form. */
  selected: string | undefined
  /** Where to put the caret and the focus; a new object asks again. */
  target: { readonly offset: number } | undefined
  /** The rule at the caret, as the reader moves through the text. */
  onCaret: (pointer: string) => void
  onLeave: () => void
  /** Leads from the caret to the form. */
  onForm: (pointer: string) => void
  onReview: () => void
  onTabKey: (leaves: boolean) => void
}

/** A paste this large has frozen editors for minutes, and is larger than a policy may be. */
const largestPaste = 1_048_576
/** The caret is followed where it rests: where a key was pressed the text has to be read first, which it is by then. */
const caretPause = 170
let opened = 0

/** The text in Monaco: a view of the buffer, mounted when the code is first opened. */
export function MonacoPane(props: CodeEditorProps) {
  const { buffer, sync, problems, version, readOnly, selected, inventory, target } = props
  const frame = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<CodeEditor>()
  const theme = useTheme()
  const caret = useEffectEvent((offset: number) => props.onCaret(sync.parsed().pointerAt(offset)))
  const leave = useEffectEvent(() => props.onLeave())
  const toForm = useEffectEvent((offset: number) => props.onForm(sync.parsed().pointerAt(offset)))
  const review = useEffectEvent(() => props.onReview())
  const tabKey = useEffectEvent((leaves: boolean) => props.onTabKey(leaves))

  useEffect(() => {
    if (frame.current === null) return
    opened += 1
    const uri = Uri.parse(`inmemory://sallyport/${opened}.policy.json`)
    const model = editor.createModel(buffer.state().text, 'json', uri)
    const created = editor.create(frame.current, { ...options, model })
    plainBrackets(model)
    const { rehearse, unbind } = bindModel(model, buffer)
    const callOff = whenIdle(rehearse)
    let rests: ReturnType<typeof setTimeout> | undefined
    created.onDidChangeCursorPosition(() => {
      clearTimeout(rests)
      rests = setTimeout(() => {
        const position = created.getPosition()
        if (created.hasTextFocus() && position) caret(textMap(buffer.state().text).offsetAt(position))
      }, caretPause)
    })
    created.onDidChangeConfiguration(() => tabKey(created.getOption(editor.EditorOption.tabFocusMode)))
    bindKeys(created, buffer, { leave, review, toForm })
    setView(created)
    return () => {
      clearTimeout(rests)
      callOff()
      unbind()
      created.dispose()
      model.dispose()
    }
  }, [buffer])

  useEffect(() => paintCodeTheme(theme), [theme])
  useEffect(() => {
    const model = view?.getModel()
    return model ? teachTools(model, inventory, sync.parsed) : undefined
  }, [view, inventory, sync])
  useEffect(() => view?.updateOptions({ readOnly, domReadOnly: readOnly }), [view, readOnly])
  // biome-ignore lint/correctness/useExhaustiveDependencies: marks move with the text by themselves, until something else is said
  useEffect(() => {
    const model = view?.getModel()
    if (model && buffer.state().version === version) showProblems(model, buffer.state().text, problems)
  }, [view, buffer, problems])
  useShownRule(view, sync, selected, version)
  useEffect(() => {
    if (view !== undefined && target !== undefined) goTo(view, buffer.state().text, target.offset)
  }, [view, buffer, target])

  return <div ref={frame} className="h-full min-h-0" onPasteCapture={refuseHugePaste} />
}

function useShownRule(
  view: CodeEditor | undefined,
  sync: Sync,
  selected: string | undefined,
  version: number,
) {
  const [lines, setLines] = useState<editor.IEditorDecorationsCollection>()
  useEffect(() => setLines(view?.createDecorationsCollection()), [view])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rule's place moves with every version of the text
  useEffect(() => {
    if (view === undefined || lines === undefined) return
    const parsed = sync.parsed()
    const key = selected === undefined ? undefined : parsed.locateKey(selected)
    const value = selected === undefined ? undefined : parsed.locate(selected)
    showRule(
      view,
      lines,
      key &&
        value && { text: parsed.text, offset: key.offset, length: value.offset + value.length - key.offset },
    )
  }, [view, lines, sync, selected, version])
}

const options: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: 'The text of the policy. Tab leaves it; Control M makes Tab indent.',
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 12.5,
  lineHeight: 20,
  fontFamily: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  tabSize: 2,
  // Out by Tab from the start: an editor that keeps the key is a trap for a keyboard (WCAG 2.1.2).
  tabFocusMode: true,
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  wordWrap: 'off',
  wordBasedSuggestions: 'off',
  quickSuggestions: { strings: true, other: true, comments: false },
  unusualLineTerminators: 'off',
  // A text is never changed behind its author's back.
  detectIndentation: true,
  formatOnPaste: false,
  formatOnType: false,
  links: false,
  colorDecorators: false,
  fixedOverflowWidgets: true,
  padding: { top: 8, bottom: 8 },
  stickyScroll: { enabled: false },
  // Each rule of 5,000 tools can be folded.
  foldingMaximumRegions: 30_000,
  overviewRulerBorder: false,
}

interface Ways {
  leave: () => void
  review: () => void
  toForm: (offset: number) => void
}

function bindKeys(view: CodeEditor, buffer: Buffer, { leave, review, toForm }: Ways) {
  const act = (id: string, label: string, keybindings: number[], run: () => void) =>
    view.addAction({ id: `sallyport.${id}`, label, keybindings, run })
  act('undo', 'Undo', [KeyMod.CtrlCmd | KeyCode.KeyZ], buffer.undo)
  act(
    'redo',
    'Redo',
    [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, KeyMod.CtrlCmd | KeyCode.KeyY],
    buffer.redo,
  )
  act('form', 'Show in the form', [KeyMod.CtrlCmd | KeyCode.KeyE], () => {
    const position = view.getPosition()
    if (position) toForm(textMap(buffer.state().text).offsetAt(position))
  })
  // Instead of the editor's own: one palette for everything, and Ctrl K begins two keys here.
  act('palette', 'Go to or do', [KeyCode.F1], openPalette)
  // Instead of the editor's own, which cannot switch off what an option has switched on. On a Mac ⌘M is the system's.
  const tabKeys = [KeyMod.CtrlCmd | KeyCode.KeyM, KeyMod.WinCtrl | KeyMod.Shift | KeyCode.KeyM]
  act('tab', 'Let Tab indent, and back', tabKeys, () =>
    view.updateOptions({ tabFocusMode: !view.getOption(editor.EditorOption.tabFocusMode) }),
  )
  act('review', 'Review and publish', [KeyMod.CtrlCmd | KeyCode.Enter], review)
  view.addAction({
    id: 'sallyport.leave',
    label: 'Back to the list of tools',
    keybindings: [KeyCode.Escape],
    precondition:
      '!suggestWidgetVisible && !findWidgetVisible && !editorHasSelection && !inSnippetMode && !markersNavigationVisible && !editorHasMultipleSelections',
    run: leave,
  })
}

function refuseHugePaste(event: React.ClipboardEvent): void {
  if (event.clipboardData.getData('text/plain').length > largestPaste) {
    event.preventDefault()
    event.stopPropagation()
  }
}
