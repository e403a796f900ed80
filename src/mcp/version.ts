/** The protocol versions in use, oldest first. */
export const protocolVersions = [
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
  '2026-07-28',
] as const

/** What we ask an upstream for when we ask on our own behalf. */
export const probeVersion = '2025-11-25'

/** From this version on there are no sessions, and results say what they are. */
export const modernVersion = '2026-07-28'

/** Versions are dates, so they compare. */
export function isModern(version: string | undefined): boolean {
  return version !== undefined && version >= modernVersion
}
