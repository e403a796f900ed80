/** From the most talkative to the most silent ([RFC 5424, section 6.2.1](https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1)). */
const logLevels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const
export type LogLevel = (typeof logLevels)[number]

export function logLevelOf(value: unknown): LogLevel | undefined {
  return logLevels.find((level) => level === value)
}

/** Whether who asked for `wanted` wants to hear `said`. */
export function isLoudEnough(said: LogLevel, wanted: LogLevel): boolean {
  return logLevels.indexOf(said) >= logLevels.indexOf(wanted)
}

/** The level that leaves out nothing that one of them wants to hear. */
export function mostTalkative(levels: readonly LogLevel[]): LogLevel | undefined {
  return logLevels.find((level) => levels.includes(level))
}
