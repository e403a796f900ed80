import type { JsoncNode } from '#std/jsonc'
import { linesOf } from '#std/lines'

/** Lines that can be folded away, from 1; the line with the closing sign stays. */
export interface Fold {
  readonly start: number
  readonly end: number
}

/** Every object and list of more than two lines: sections, rules, and what is in them. */
export function foldsOf(text: string, root: JsoncNode): Fold[] {
  const lines = linesOf(text)
  const folds: Fold[] = []
  visit(root)
  return folds

  function visit(node: JsoncNode): void {
    if (node.kind === 'scalar') return
    const start = lines.positionAt(node.start).line
    const end = lines.positionAt(node.end).line - 1
    // What stands on one line has nothing within it to fold.
    if (end < start) return
    if (end > start) folds.push({ start, end })
    if (node.kind === 'list') node.items.forEach(visit)
    else for (const { value } of node.members) visit(value)
  }
}
