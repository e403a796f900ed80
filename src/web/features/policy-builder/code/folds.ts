import type { JsoncNode } from '#std/jsonc'
import { linesOf } from '#std/lines'

/** Lines that can be folded away, from 1; the line with the closing sign stays. */
export interface Fold {
  readonly start: number
  readonly end: number
}

/** An editor that is told of more than this many spends its time on them with every key. */
const most = 1000
/** So deep stand the rules: document, section, rule. */
const ruleDepth = 3

/** Every object and list of more than two lines: sections, rules, and, where that is not too much, what is in them. */
export function foldsOf(text: string, root: JsoncNode): Fold[] {
  const lines = linesOf(text)
  const all = collect(Number.POSITIVE_INFINITY)
  return all.length <= most ? all : collect(ruleDepth)

  function collect(deepest: number): Fold[] {
    const folds: Fold[] = []
    visit(root, 1, deepest, folds)
    return folds
  }

  function visit(node: JsoncNode, depth: number, deepest: number, folds: Fold[]): void {
    if (node.kind === 'scalar' || depth > deepest) return
    const start = lines.positionAt(node.start).line
    const end = lines.positionAt(node.end).line - 1
    // What stands on one line has nothing within it to fold.
    if (end < start) return
    if (end > start) folds.push({ start, end })
    if (node.kind === 'list') for (const item of node.items) visit(item, depth + 1, deepest, folds)
    else for (const { value } of node.members) visit(value, depth + 1, deepest, folds)
  }
}
