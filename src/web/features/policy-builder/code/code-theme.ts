import { editor } from './monaco.ts'

/** A colour of the tokens as Monaco wants it: `#rrggbb`. The canvas does the conversion from any CSS colour. */
function hexOf(context: CanvasRenderingContext2D, colour: string): string {
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** Who asks for more contrast has Monaco's own outlines; forced colours it follows by itself. */
function baseOf(theme: 'light' | 'dark'): editor.BuiltinTheme {
  const more = window.matchMedia('(prefers-contrast: more)').matches
  if (theme === 'dark') return more ? 'hc-black' : 'vs-dark'
  return more ? 'hc-light' : 'vs'
}

/**
 * A comparison tints the line, and what differs in it once more; a twelfth part each leaves every colour of the code readable
 * (`contrast.test.ts` counts with both). Added and removed are told by signs as well.
 */
function comparisonColours(token: (name: string) => string): Record<string, string> {
  const tint = (name: string) => `${token(name)}14`
  return {
    'diffEditor.insertedLineBackground': tint('allow'),
    'diffEditor.insertedTextBackground': tint('allow'),
    'diffEditorGutter.insertedLineBackground': tint('allow'),
    'diffEditor.removedLineBackground': tint('deny'),
    'diffEditor.removedTextBackground': tint('deny'),
    'diffEditorGutter.removedLineBackground': tint('deny'),
    'diffEditor.diagonalFill': token('line'),
    'diffEditor.unchangedRegionBackground': token('sunk'),
    'diffEditor.unchangedRegionForeground': token('ink-2'),
    'diffEditor.unchangedCodeBackground': token('panel'),
  }
}

/** Defines a Monaco theme from the tokens that are in force now, and puts it on. */
export function paintCodeTheme(theme: 'light' | 'dark'): void {
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => hexOf(context, style.getPropertyValue(`--${name}`))
  const rule = (name: string) => token(name).slice(1)
  editor.defineTheme('sallyport', {
    base: baseOf(theme),
    inherit: true,
    rules: [
      { token: '', foreground: rule('ink') },
      { token: 'string.key.json', foreground: rule('approve') },
      { token: 'string.value.json', foreground: rule('allow') },
      { token: 'number.json', foreground: rule('write') },
      { token: 'keyword.json', foreground: rule('execute') },
      // Not the faintest ink: a comparison lays its tints under comments too.
      { token: 'comment.line.json', foreground: rule('ink-2') },
      { token: 'comment.block.json', foreground: rule('ink-2') },
      { token: 'delimiter', foreground: rule('ink-2') },
    ],
    colors: {
      'editor.background': token('panel'),
      'editor.foreground': token('ink'),
      'editorLineNumber.foreground': token('ink-3'),
      'editorLineNumber.activeForeground': token('ink'),
      'editor.lineHighlightBackground': token('sunk'),
      'editor.lineHighlightBorder': token('sunk'),
      'editorCursor.foreground': token('ink'),
      'editor.selectionBackground': `${token('accent')}42`,
      'editorIndentGuide.background1': token('line'),
      'editorIndentGuide.activeBackground1': token('line-strong'),
      'editorBracketMatch.background': token('accent-soft'),
      'editorBracketMatch.border': token('edge'),
      'editorWidget.background': token('panel'),
      'editorWidget.border': token('line'),
      'editorSuggestWidget.selectedBackground': token('accent-soft'),
      'editorSuggestWidget.selectedForeground': token('ink'),
      'editorSuggestWidget.highlightForeground': token('accent'),
      'editorSuggestWidget.focusHighlightForeground': token('accent'),
      'editorHoverWidget.background': token('panel'),
      'editorHoverWidget.border': token('line'),
      'editorError.foreground': token('deny'),
      'editorWarning.foreground': token('limit'),
      'editorInfo.foreground': token('approve'),
      'editorGutter.background': token('panel'),
      ...comparisonColours(token),
      'scrollbarSlider.background': `${token('line-strong')}80`,
      focusBorder: token('focus'),
    },
  })
  editor.setTheme('sallyport')
}
