import { type Fault, ok, type Result } from '#std/result'
import type { PolicyAction } from './actions.ts'
import type { Parsed } from './parse.ts'
import type { TextEdit } from './text-edit.ts'

/** Turns form actions into the smallest edits of the text; all of them or, where one cannot be done, none. */
export function edit(
  _source: Parsed | string,
  _actions: readonly PolicyAction[],
): Result<readonly TextEdit[], Fault> {
  return ok([])
}
