import { applyEdits, type Problem } from '#policy'
import type { Buffer, BufferChange } from '../model/buffer.ts'
import { editor, MarkerSeverity, Range } from './monaco.ts'
import { editsOfSpans, spansOfEdits, textMap } from './text-map.ts'

export type CodeEditor = editor.IStandaloneCodeEditor

/** A model as a view of the buffer. */
export interface BoundModel {
  /**
   * Breaks the first line and joins it again: the first edit costs several times what the next one does, and nobody need wait
   * for that. Neither the buffer nor a frame ever has it.
   */
  readonly rehearse: () => void
  readonly unbind: () => void
}

/**
 * Makes a model a view of the buffer: what is typed goes in as edits, what happens elsewhere comes out as edits. Monaco's own
 * undo stack is never used, and the text is never set as a whole.
 */
export function bindModel(model: editor.ITextModel, buffer: Buffer): BoundModel {
  let echo = false

  function show({ batches, before }: Pick<BufferChange, 'batches' | 'before'>): void {
    // INVARIANT: while these edits are applied, the model's own events are echoes and must not reach the buffer.
    echo = true
    let text = before
    for (const batch of batches) {
      model.applyEdits(spansOfEdits(text, batch).map(({ range, text }) => ({ range, text })))
      text = applyEdits(text, batch)
    }
    echo = false
  }

  const typed = model.onDidChangeContent(({ changes }) => {
    if (echo) return
    const edits = editsOfSpans(buffer.state().text, changes)
    echo = true
    buffer.apply(edits, { origin: 'code', label: 'Typing', at: Date.now() })
    echo = false
  })
  const leave = buffer.subscribe((change) => {
    if (!echo) show(change)
  })
  return {
    rehearse() {
      const end = model.getLineMaxColumn(1)
      echo = true
      model.applyEdits([{ range: new Range(1, end, 1, end), text: '\n' }])
      model.applyEdits([{ range: new Range(1, end, 2, 1), text: '' }])
      echo = false
    },
    unbind() {
      typed.dispose()
      leave()
    },
  }
}

const severities = {
  error: MarkerSeverity.Error,
  security: MarkerSeverity.Warning,
  warning: MarkerSeverity.Warning,
  suggestion: MarkerSeverity.Info,
} as const

/** Draws what our validator found; the only markers there are. */
export function showProblems(model: editor.ITextModel, text: string, problems: readonly Problem[]): void {
  const map = textMap(text)
  const markers = problems.slice(0, 500).map(({ severity, message, code, offset, length }) => ({
    ...map.spanOf(offset, Math.max(1, length)),
    severity: severities[severity],
    message,
    code,
    source: 'policy',
  }))
  editor.setModelMarkers(model, 'policy', markers)
}

/** Marks the lines of the rule that is selected in the form; scrolls there unless the reader is in the text himself. */
export function showRule(
  view: CodeEditor,
  lines: editor.IEditorDecorationsCollection,
  place: { readonly text: string; readonly offset: number; readonly length: number } | undefined,
): void {
  if (place === undefined) {
    lines.clear()
    return
  }
  const span = textMap(place.text).spanOf(place.offset, place.length)
  const range = new Range(span.startLineNumber, 1, span.endLineNumber, 1)
  if (!range.equalsRange(lines.getRange(0)))
    lines.set([{ range, options: { isWholeLine: true, className: 'bg-accent-soft' } }])
  if (!view.hasTextFocus()) view.revealRangeInCenterIfOutsideViewport(range)
}

/** Puts the caret at an offset and the focus with it: only ever because a person asked to be taken there. */
export function goTo(view: CodeEditor, text: string, offset: number): void {
  const position = textMap(text).positionAt(offset)
  view.setPosition(position)
  view.revealPositionInCenter(position)
  view.focus()
}
