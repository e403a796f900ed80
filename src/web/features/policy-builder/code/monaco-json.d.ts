// Monaco 0.57 has no types for the module that colours JSON.
declare module 'monaco-editor/languages/features/json/tokenization' {
  import type { languages } from 'monaco-editor/editor'
  export function createTokenizationSupport(supportComments: boolean): languages.TokensProvider
}
