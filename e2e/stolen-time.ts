import { readFileSync } from 'node:fs'

interface Spent {
  readonly working: number
  readonly stolen: number
}

/** Of all processors since the machine started, in ticks (proc(5), /proc/stat); undefined where nothing tells. */
function spent(): Spent | undefined {
  let text: string
  try {
    text = readFileSync('/proc/stat', 'utf8')
  } catch {
    return undefined
  }
  const ticks = text.slice(0, text.indexOf('\n')).split(/\s+/).slice(1, 9).map(Number)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = ticks
  return { working: user + nice + system + irq + softirq, stolen }
}

/**
 * Begins to count. What comes back tells the share, from 0 to 1, of the time that this machine wanted to work since then and
 * that the host gave to others; undefined where nothing tells. A slow figure beside a large share says little.
 */
export function countStolen(): () => number | undefined {
  const before = spent()
  return () => {
    const after = spent()
    if (before === undefined || after === undefined) return undefined
    const stolen = after.stolen - before.stolen
    const all = stolen + after.working - before.working
    return all === 0 ? 0 : stolen / all
  }
}
