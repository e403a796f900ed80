import type { KeptValues } from '#model/recorded-call'
import { calledTool, type Decision, saw } from '#policy'
import { isJsonObject } from '#std/json'
import type { CallExchange } from './call-exchange.ts'
import type { EnforcedPolicy } from './snapshot.ts'

/** The values of a call on their way to storage, made only when they are written, after the answer. */
export interface Values {
  /** How much memory they hold until then, about. */
  readonly letters: number
  readonly make: () => KeptValues
}

/** Longer requests keep no values: nobody makes a rule from a file's content. */
const longestRequest = 64 * 1024

export function valuesOf(
  { frame, caller }: CallExchange,
  policy: EnforcedPolicy | undefined,
  decision: Decision | undefined,
): Values | undefined {
  const letters = frame.text.length
  if (letters > longestRequest) return undefined
  const { params } = frame
  const { dispatchers } = caller.server
  return {
    letters,
    make: () => {
      const tool = params?.['name']
      const given = params?.['arguments']
      const call = {
        tool: typeof tool === 'string' ? tool : '',
        arguments: isJsonObject(given) ? given : {},
      }
      return {
        args: calledTool(dispatchers, call).arguments,
        saw: policy === undefined || decision === undefined ? [] : saw(policy.compiled.document, decision),
      }
    },
  }
}
