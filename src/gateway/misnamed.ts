import { misnamedArgument } from '#mcp/argument-names'
import type { ArrivedCall, JudgedCall } from './decide.ts'

/** Why a call that may go may not go with these arguments: what the server reads could be other than what was judged. */
export function misnaming({ caller, session }: ArrivedCall, { tool, arguments: args }: JudgedCall) {
  if (args === undefined) return undefined
  const definition = caller.server.tools.get(tool)?.definition ?? session?.listed.get(tool)
  const found = misnamedArgument(args, definition?.inputSchema)
  if (found === undefined) return undefined
  const { name, meant } = found
  return {
    rule: '(argument name)',
    message: `The argument \`${name}\` is the tool’s \`${meant}\` in another spelling, and the server could take it for that.`,
    remedy: `Write \`${meant}\`.`,
  }
}
