import type { FormAction } from '#policy'
import type { GroupKey, Line } from '../model/groups.ts'
import type { Row } from '../model/rows.ts'
import type { GridCommand, Way } from './grid-keys.ts'

/** What a command of the grid can see and do. */
export interface Hands {
  readonly lines: readonly Line[]
  /** The active line. */
  readonly at: number
  readonly collapsed: ReadonlySet<GroupKey>
  readonly marked: ReadonlySet<string>
  readonly moveTo: (index: number) => void
  readonly onMark: (marked: ReadonlySet<string>) => void
  readonly onFold: (key: GroupKey, open: boolean) => void
  readonly onSet: (rows: readonly Row[], action: FormAction) => void
  readonly onInspect: () => void
  readonly onCode: () => void
  readonly onGo: (way: Way) => void
  /** Where a range began, and what was marked before it; kept while Shift is held from move to move. */
  readonly range: { current: Range | undefined }
}

export interface Range {
  readonly from: number
  readonly before: ReadonlySet<string>
}

export function runCommand(command: GridCommand, hands: Hands): void {
  const { lines, at, moveTo, marked, onMark } = hands
  const line = lines[at]
  if (!('extend' in command) || !command.extend) hands.range.current = undefined
  switch (command.kind) {
    case 'move':
      go(at + command.by, command.extend, hands)
      break
    case 'edge':
      go(command.to === 'first' ? 0 : lines.length - 1, command.extend, hands)
      break
    case 'change':
      moveTo(nextChange(lines, at, command.by))
      break
    case 'fold':
      fold(command.open, hands)
      break
    case 'set':
      hands.onSet(targets(line, hands), command.action)
      break
    case 'mark-all':
      onMark(new Set(allRows(lines).map(({ name }) => name)))
      break
    case 'clear':
      onMark(new Set())
      break
    case 'code':
      hands.onCode()
      break
    case 'go':
      hands.onGo(command.to)
      break
    case 'mark':
    case 'inspect':
      if (line?.kind === 'group') hands.onFold(line.group.key, hands.collapsed.has(line.group.key))
      else if (command.kind === 'mark') onMark(toggled(marked, nameOf(line)))
      else hands.onInspect()
      break
  }
}

/** Moves, and with Shift marks all from where it was first held to where it leads; back again unmarks. */
function go(to: number, extend: boolean, hands: Hands): void {
  const { lines, at, marked, onMark, moveTo, range } = hands
  const end = Math.max(0, Math.min(lines.length - 1, to))
  if (extend) {
    range.current ??= { from: at, before: marked }
    const { from, before } = range.current
    const passed = lines.slice(Math.min(from, end), Math.max(from, end) + 1)
    onMark(new Set([...before, ...passed.flatMap(nameOf)]))
  }
  moveTo(end)
}

function nameOf(line: Line | undefined): string[] {
  return line?.kind === 'row' ? [line.row.name] : []
}

function toggled(marked: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const next = new Set(marked)
  for (const name of names) if (!next.delete(name)) next.add(name)
  return next
}

/** What a letter applies to: the marked rows, else the active row or all rows of the active group. */
function targets(line: Line | undefined, { lines, marked }: Hands): readonly Row[] {
  if (marked.size > 0) return allRows(lines).filter(({ name }) => marked.has(name))
  if (line === undefined) return []
  return line.kind === 'group' ? line.group.rows : [line.row]
}

/** The rows of all groups, folded ones too. */
function allRows(lines: readonly Line[]): Row[] {
  return lines.flatMap((line): readonly Row[] => (line.kind === 'group' ? line.group.rows : []))
}

function nextChange(lines: readonly Line[], from: number, by: 1 | -1): number {
  for (let index = from + by; index >= 0 && index < lines.length; index += by) {
    const line = lines[index]
    if (line?.kind === 'row' && line.row.changed) return index
  }
  return from
}

function fold(open: boolean, { lines, at, moveTo, collapsed, onFold }: Hands): void {
  const line = lines[at]
  if (line?.kind === 'group') {
    if (collapsed.has(line.group.key) === open) onFold(line.group.key, open)
    else if (open) moveTo(at + 1)
  } else if (!open) moveTo(headAbove(lines, at))
}

function headAbove(lines: readonly Line[], from: number): number {
  let index = from
  while (index > 0 && lines[index]?.kind !== 'group') index -= 1
  return index
}
