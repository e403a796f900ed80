import { isJsonObject } from '#std/json'
import { elementSpans, memberSpan, withSpan } from './strict-json.ts'

/** The id of the task that an answer to a request creates, in the words of 2025-11-25 and of the extension to 2026-07-28. */
export function createdTask(result: Readonly<Record<string, unknown>>): string | undefined {
  const task = result['resultType'] === 'task' ? result : result['task']
  const id = isJsonObject(task) ? task['taskId'] : undefined
  return typeof id === 'string' ? id : undefined
}

/** An answer to `tasks/list` with those left that are shown; undefined when it cannot be read with certainty. */
export function filterTasks(text: string, isShown: (taskId: string) => boolean): string | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  // A batch could hold several lists.
  if (!isJsonObject(answer)) return undefined
  const { result } = answer
  const tasks = isJsonObject(result) ? result['tasks'] : undefined
  if (tasks === undefined) return text
  if (!Array.isArray(tasks)) return undefined
  const outer = memberSpan(text, 'result')
  const list = outer && memberSpan(text, 'tasks', outer.start)
  const spans = list === undefined ? [] : elementSpans(text, list.start)
  if (spans.length !== tasks.length) return undefined
  const kept = spans.filter((_, index) => {
    const task: unknown = tasks[index]
    const id = isJsonObject(task) ? task['taskId'] : undefined
    return typeof id === 'string' && isShown(id)
  })
  return withSpan(text, list, `[${kept.map(({ start, end }) => text.slice(start, end)).join(',')}]`)
}
