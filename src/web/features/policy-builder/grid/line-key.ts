import type { Line } from '../model/groups.ts'

/** The name of a line that stays the same while lines come and go around it. */
export function lineKey(line: Line): string {
  return line.kind === 'group' ? `group ${line.group.key}` : `row ${line.row.name}`
}

/** The id of the element that draws a line, for `aria-activedescendant`. */
export function lineId(grid: string, index: number): string {
  return `${grid}-${index}`
}
