let editor: Promise<typeof import('./code-editor.tsx')> | undefined

/** Fetches Monaco once; after a failure (a new version was deployed, the line was down) the next call tries again. */
export function loadEditor(): Promise<typeof import('./code-editor.tsx')> {
  editor ??= import('./code-editor.tsx').catch((failure: unknown) => {
    editor = undefined
    throw failure
  })
  return editor
}
