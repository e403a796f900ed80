import { type DestinationStream, type Logger, pino } from 'pino'

/** Structured logs; a child made by `requestLog` carries the request's id on each line. */
export type Log = Logger

/** Names whose values are secrets wherever they appear, up to three levels down. */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'token',
  'password',
  'secret',
  'sealedTransport',
  'headers',
  'env',
]

function everywhere(name: string): string[] {
  const key = name.includes('-') ? `["${name}"]` : name
  const dotted = key.startsWith('[') ? key : `.${key}`
  return [key, `*${dotted}`, `*.*${dotted}`]
}

const levels = ['fatal', 'trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof levels)[number]

export function createLog(options: { level?: LogLevel; to?: DestinationStream } = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: null,
    redact: { paths: secretNames.flatMap(everywhere), censor: '[secret]' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  // Each line by itself: what were left for the end of the process would be tried for ever once nobody reads.
  return pino(settings, options.to ?? pino.destination({ sync: true }))
}

export function requestLog(log: Log, requestId: string): Log {
  return log.child({ requestId })
}

/** For tests, and wherever nobody listens. */
export const silentLog: Log = pino({ level: 'silent' })
