import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Streaming } from './asked.ts'
import { bufferedBytes, eventStream, heartbeatMs } from './event-stream.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function open(run: Streaming<unknown>, ended: AbortSignal[] = []) {
  const failures: unknown[] = []
  const response = eventStream(run, {
    headers: new Headers(),
    ended,
    failed: (thrown) => failures.push(thrown),
  })
  return { response, failures }
}

async function told(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value)
}

function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array> {
  if (response.body === null) throw new Error('a stream has a body')
  return response.body.getReader()
}

const forever: Streaming<unknown> = () => new Promise(() => undefined)

test('events are told in order, and the end of the telling ends the stream', async () => {
  const { response } = open(async (tell) => {
    tell({ n: 1 })
    tell({ text: 'two\nlines' })
  })
  expect(await response.text()).toBe(': open\n\ndata: {"n":1}\n\ndata: {"text":"two\\nlines"}\n\n')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
})

test('a comment every fifteen seconds says that the line is up', async () => {
  const reader = readerOf(open(forever).response)
  expect(await told(reader)).toBe(': open\n\n')
  await vi.advanceTimersByTimeAsync(heartbeatMs)
  expect(await told(reader)).toBe(': up\n\n')
})

test('a reader that leaves ends the telling and the comments', async () => {
  let gone: AbortSignal | undefined
  const { response } = open((_, signal) => {
    gone = signal
    return forever(() => undefined, signal)
  })
  const reader = readerOf(response)
  await reader.cancel()
  expect(gone?.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('a process that stops ends the stream in order', async () => {
  const stopping = new AbortController()
  const { response } = open(forever, [stopping.signal])
  stopping.abort()
  expect(await response.text()).toBe(': open\n\n')
  expect(vi.getTimerCount()).toBe(0)
})

test('a reader that stops reading is cut off when the buffer is full', async () => {
  let gone: AbortSignal | undefined
  const { response } = open(async (tell, signal) => {
    gone = signal
    const chunk = 'x'.repeat(100_000)
    for (let sent = 0; sent < bufferedBytes; sent += chunk.length) tell(chunk)
  })
  expect(gone?.aborted).toBe(true)
  await expect(response.text()).rejects.toThrow('too slow')
})

test('an event that is larger than the buffer passes when the reader keeps up', async () => {
  const large = 'x'.repeat(2 * bufferedBytes)
  const { response } = open(async (tell) => tell(large))
  expect(await response.text()).toContain(large)
})

test('a throw ends the stream and is told to the log, not to the reader', async () => {
  const { response, failures } = open(async (tell) => {
    tell('first')
    throw new Error('the secret')
  })
  expect(await response.text()).toBe(': open\n\ndata: "first"\n\n')
  expect(failures).toEqual([new Error('the secret')])
})
