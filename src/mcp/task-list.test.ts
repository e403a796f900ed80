import { expect, test } from 'vitest'
import { createdTask, filterTasks } from './task-list.ts'

test('the tasks of others are gone, and all else stays to the character', () => {
  const text =
    '{"id":1, "result":{ "tasks" : [ {"taskId":"a","n":1.10}, {"taskId":"b"}, {"none":1} ],"nextCursor":"x" }}'
  expect(filterTasks(text, (id) => id === 'a')).toBe(
    '{"id":1, "result":{ "tasks" : [{"taskId":"a","n":1.10}],"nextCursor":"x" }}',
  )
  for (const text of ['{"id":1,"error":{"code":1}}', '{"id":1,"result":{}}'])
    expect(filterTasks(text, () => false)).toBe(text)
})

test.each(['not json', '[]', '{"result":{"tasks":{}}}'])('%s does not pass', (text) => {
  expect(filterTasks(text, () => true)).toBeUndefined()
})

test('a created task is known in both forms', () => {
  expect(createdTask({ task: { taskId: 'a' } })).toBe('a')
  expect(createdTask({ resultType: 'task', taskId: 'b' })).toBe('b')
  expect(createdTask({ taskId: 'b' })).toBeUndefined()
})
