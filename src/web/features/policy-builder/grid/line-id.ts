/** The id of the element that draws a line, for `aria-activedescendant`. */
export function lineId(grid: string, index: number): string {
  return `${grid}-${index}`
}
