import { misnamedArgument } from '#mcp/argument-names'
import { bare, folded } from '#mcp/names'
import type { JsonObject } from '#std/json'
import { type ArrivedCall, definitionFor, type JudgedCall } from './decide.ts'
import type { EnforcedServer } from './snapshot.ts'

/** A name that stands in a call, and the known one that it is in another spelling. */
interface Misnamed {
  readonly name: string
  readonly meant: string
}

/** Why a call that may go may not go with these arguments: what the server reads could be other than what was judged. */
export function misnaming(arrived: ArrivedCall, { tool, arguments: args }: JudgedCall) {
  if (args === undefined) return undefined
  const action = misnamedAction(arrived.caller.server, tool, args)
  if (action !== undefined) return refusal('action', action)
  const argument = misnamedArgument(args, definitionFor(arrived, tool)?.inputSchema)
  return argument && refusal('argument', argument)
}

function refusal(kind: 'action' | 'argument', { name, meant }: Misnamed) {
  return {
    rule: `(${kind} name)`,
    message: `The ${kind} \`${name}\` is the tool’s \`${meant}\` in another spelling, and the server could take it for that.`,
    remedy: `Write \`${meant}\`.`,
  }
}

/**
 * Looks for what a dispatcher is asked to run under a name that nothing has, but something has in another spelling: a
 * pattern may allow all that nobody knows, and a server that is not strict would run what another rule denies.
 */
function misnamedAction(server: EnforcedServer, tool: string, args: JsonObject): Misnamed | undefined {
  const dispatcher = server.dispatchers.get(tool)
  if (dispatcher === undefined) return undefined
  for (const call of dispatcher.innerCalls(args)) {
    if (call.kind !== 'inner') continue
    const { name } = call
    if (!dispatcher.actions.has(name) && !server.tools.has(name)) {
      const known = [...dispatcher.actions.keys(), ...server.tools.keys()]
      const meant = known.find((one) => plain(one) === plain(name))
      if (meant !== undefined) return { name, meant }
    }
    const within = misnamedAction(server, name, call.arguments)
    if (within !== undefined) return within
  }
  return undefined
}

function plain(name: string): string {
  return bare(folded(name))
}
