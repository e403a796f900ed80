import type { CompiledPolicy } from '../compile.ts'
import type { PolicyAction } from '../edit/actions.ts'
import { edit } from '../edit/edit.ts'
import type { TextEdit } from '../edit/text-edit.ts'
import type { Parsed } from '../parse.ts'
import type { Fix } from '../problem.ts'
import type { PolicyDocument } from '../schema.ts'
import type { Grounds } from './grounds.ts'
import type { LintWorld } from './lint.ts'

/** What every check of the linter gets. */
export interface Linting {
  readonly parsed: Parsed
  readonly document: PolicyDocument
  readonly policy: CompiledPolicy
  readonly world: LintWorld
  readonly grounds: Grounds
}

/** A fix by form actions. Its edits are made when they are first asked for: most never are. */
export function fixBy(parsed: Parsed, title: string, actions: readonly PolicyAction[]): Fix {
  let edits: readonly TextEdit[] | undefined
  return {
    title,
    get edits() {
      if (edits === undefined) {
        const made = edit(parsed, actions)
        edits = made.ok ? made.value : []
      }
      return edits
    },
  }
}
