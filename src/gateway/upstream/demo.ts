import { errorText, parseBody, type RequestFrame, resultText, rpcCodes } from '#mcp/frame'
import { probeVersion, protocolVersions } from '#mcp/version'
import type { GatewaySettings } from '../settings.ts'
import { bridgeUpstream } from './bridge.ts'
import { createDemoState, type DemoState, demoTools, runDemoTool } from './demo-tools.ts'
import type { OpenPipe } from './pipe.ts'
import type { Upstream } from './upstream.ts'

/** A server inside the gateway, so that everything can be tried offline: notes and invoices, kept in memory. */
export function demoUpstream(settings: GatewaySettings): Upstream {
  return bridgeUpstream({
    open: demoPipe(createDemoState()),
    mostSessions: settings.sessionsPerGrant,
    startTimeoutMs: settings.startTimeoutMs,
    stallTimeoutMs: settings.stallTimeoutMs,
  })
}

/** It answers in its own turn, as a server at the end of a real line does. */
function demoPipe(state: DemoState): OpenPipe {
  return (events) => {
    let isOpen = true
    return {
      send(line, sending) {
        sending?.done()
        const parsed = parseBody(line)
        const frame = parsed.ok ? parsed.value.frames[0] : undefined
        if (frame?.ok !== true || frame.value.kind !== 'request') return
        const answer = answerTo(state, frame.value)
        setImmediate(() => {
          if (isOpen) events.message(answer)
        })
      },
      // It says nothing but answers, each as small as its question.
      pause: () => undefined,
      resume: () => undefined,
      async close() {
        isOpen = false
      },
    }
  }
}

function answerTo(state: DemoState, { idText, method, params }: RequestFrame): string {
  switch (method) {
    case 'initialize':
      return resultText(idText, JSON.stringify(introduction(params?.['protocolVersion'])))
    case 'ping':
      return resultText(idText, '{}')
    case 'tools/list':
      return resultText(idText, JSON.stringify({ tools: demoTools }))
    case 'tools/call': {
      const result = runDemoTool(state, params?.['name'], params?.['arguments'])
      return result === undefined
        ? errorText(idText, {
            code: rpcCodes.invalidParams,
            message: `Unknown tool: ${String(params?.['name'])}`,
          })
        : resultText(idText, JSON.stringify(result))
    }
    default:
      return errorText(idText, { code: rpcCodes.methodNotFound, message: 'Method not found' })
  }
}

function introduction(asked: unknown) {
  const known = protocolVersions.find((version) => version === asked && version <= probeVersion)
  return {
    protocolVersion: known ?? probeVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'sallyport-demo', title: 'Demo server', version: '1.0.0' },
    instructions:
      'A small office: notes to read, write and delete, reports to run, invoices to pay with play money.',
  }
}
