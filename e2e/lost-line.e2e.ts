import { expectNotSideways, expectNoViolation } from './axe.ts'
import { expect, newPage, test } from './fixtures.ts'
import { openGate } from './gate.ts'

const words = 'Sallyport does not answer.'

for (const width of [1280, 360])
  test(`a line that is lost is told of until it is back, small if one wants, at ${width} px`, async ({
    world,
    context,
    account,
  }) => {
    await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
    // A page of its own: a lost line is an error on the console, and here it is meant.
    const page = await newPage(world, context)
    await page.setViewportSize({ width, height: 740 })
    await page.goto('/servers')
    await expect(page.getByRole('main').getByRole('link', { name: 'Demo' }).first()).toBeVisible()
    await world.kill('SIGKILL')
    await expect(page.getByText(words, { exact: false }).last()).toBeVisible()
    await expectNoViolation(page)
    await expectNotSideways(page)
    const small = page.getByRole('button', { name: 'Make this small' })
    await small.focus()
    await small.press('Enter')
    const pill = page.getByRole('button', { name: 'No answer', expanded: false })
    await expect(pill).toBeFocused()
    await expectNoViolation(page)
    await pill.press('Enter')
    await expect(small).toBeFocused()
    await small.press('Enter')
    await world.start()
    // It is tried ever more rarely, at the longest each half minute.
    await expect(pill).toHaveCount(0, { timeout: 40_000 })
  })
