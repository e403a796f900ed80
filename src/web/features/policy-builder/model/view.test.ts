import { expect, test, vi } from 'vitest'
import { createView } from './view.ts'

test('a change keeps what it does not name, and is told to whoever still listens', () => {
  const view = createView({ sel: 'delete_device', q: 'dele' })
  const listen = vi.fn()
  const leave = view.subscribe(listen)
  view.change({ q: 'delet' })
  expect(view.state()).toEqual({ sel: 'delete_device', q: 'delet' })
  leave()
  view.change({ q: undefined })
  expect(listen).toHaveBeenCalledTimes(1)
})
