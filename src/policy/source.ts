import { type JsoncNode, memberNamed } from '#std/jsonc'
import { linesOf } from '#std/lines'
import { pointerOf, pointerStep, pointerSteps } from '#std/pointer'

/** A stretch of a text. `line` and `column` count from 1, offsets and lengths in UTF-16 units. */
export interface Place {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/** Finds places in a text that was read. */
export interface Source {
  readonly placeOf: (offset: number, length: number) => Place
  /** Where the value of a JSON Pointer stands. */
  readonly locate: (pointer: string) => Place | undefined
  /** Where the key of a JSON Pointer stands, or its value where it has no key. */
  readonly locateKey: (pointer: string) => Place | undefined
  /** The innermost JSON Pointer at an offset, for the caret of an editor. */
  readonly pointerAt: (offset: number) => string
}

/** Indexes a text; without a tree no pointer leads anywhere. */
export function sourceOf(text: string, root: JsoncNode | undefined): Source {
  const lines = linesOf(text)
  const placeOf = (offset: number, length: number) => ({ offset, length, ...lines.positionAt(offset) })
  function locate(pointer: string): Place | undefined {
    const node = root && nodeAt(root, pointerSteps(pointer))
    return node && placeOf(node.start, node.end - node.start)
  }
  function locateKey(pointer: string): Place | undefined {
    const steps = pointerSteps(pointer)
    const parent = root && nodeAt(root, steps.slice(0, -1))
    const member = parent?.kind === 'object' ? memberNamed(parent, steps.at(-1) ?? '') : undefined
    return member === undefined
      ? locate(pointer)
      : placeOf(member.nameStart, member.nameEnd - member.nameStart)
  }
  return { placeOf, locate, locateKey, pointerAt: (offset) => (root ? pointerAt(root, offset) : '') }
}

/** The node that names and numbers lead to. */
export function nodeAt(root: JsoncNode, steps: readonly string[]): JsoncNode | undefined {
  let node: JsoncNode | undefined = root
  for (const step of steps) {
    if (node?.kind === 'object') node = memberNamed(node, step)?.value
    else if (node?.kind === 'list' && /^(0|[1-9]\d*)$/.test(step)) node = node.items[Number(step)]
    else return undefined
  }
  return node
}

/** The place of a pointer's value or, where it leads nowhere, of the nearest parent. */
export function nearestPlace(source: Source, pointer: string): Place {
  const steps = pointerSteps(pointer)
  for (let depth = steps.length; depth > 0; depth -= 1) {
    const place = source.locate(pointerOf(steps.slice(0, depth)))
    if (place !== undefined) return place
  }
  return source.placeOf(source.locate('')?.offset ?? 0, 1)
}

function pointerAt(root: JsoncNode, offset: number): string {
  let node: JsoncNode = root
  let pointer = ''
  for (;;) {
    const inner: readonly [string | number, JsoncNode] | undefined = childAt(node, offset)
    if (inner === undefined) return pointer
    pointer += pointerStep(inner[0])
    node = inner[1]
  }
}

function childAt(node: JsoncNode, offset: number): readonly [string | number, JsoncNode] | undefined {
  if (node.kind === 'scalar') return undefined
  if (node.kind === 'object') {
    const member = node.members.find((one) => one.nameStart <= offset && offset <= one.value.end)
    return member && [member.name, member.value]
  }
  const index = node.items.findIndex((item) => item.start <= offset && offset <= item.end)
  const item = node.items[index]
  return item && [index, item]
}
