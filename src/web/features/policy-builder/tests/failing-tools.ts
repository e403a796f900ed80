import type { PolicyDocument, Problem } from '#policy'
import { compileGlob } from '#std/glob'

/** Which tools a failing test is about, by what the validator found: a test of a pattern marks every tool that it fits. */
export function failingTools(
  { tests }: PolicyDocument,
  problems: readonly Problem[],
): (tool: string) => boolean {
  const globs = problems.flatMap(({ code, pointer }) => {
    const index = /^\/tests\/(\d+)$/.exec(pointer)?.[1]
    const test = index === undefined ? undefined : tests?.[Number(index)]
    return code === 'failing_test' && test !== undefined ? [compileGlob(test.tool)] : []
  })
  return (tool) => globs.some(({ matches }) => matches(tool))
}
