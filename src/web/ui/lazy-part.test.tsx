import { Suspense } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { lazyPart } from './lazy-part.tsx'

function Words({ of }: { of: string }) {
  return <p>{of}</p>
}

test('a part that was fetched before is drawn at once, and one that was not is waited for', async () => {
  const Part = lazyPart(async () => Words)
  const drawn = () =>
    renderToStaticMarkup(
      <Suspense fallback="one moment">
        <Part of="the tests" />
      </Suspense>,
    )
  expect(drawn()).toContain('one moment')
  Part.prefetch()
  await vi.waitFor(() => expect(drawn()).toBe('<p>the tests</p>'))
})

test('a part that could not be fetched ahead is fetched when it is opened', async () => {
  const load = vi.fn(async () => Words)
  load.mockRejectedValueOnce(new TypeError('the line is down'))
  const Part = lazyPart(load)
  Part.prefetch()
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1))
  renderToStaticMarkup(
    <Suspense>
      <Part of="the tests" />
    </Suspense>,
  )
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(2))
})
