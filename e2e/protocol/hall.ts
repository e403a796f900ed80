import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import type { Account } from '../account.ts'
import { signUpAt } from '../account.ts'
import { openWorld, type World } from '../world.ts'

/** One product for all the tests of a file: what they open in it must be their own. */
interface Hall {
  readonly world: World
  readonly account: Account
  /** A folder for what other people's programs leave lying about. */
  readonly home: string
}

/** `hall`: shared by the tests of a worker, since to start a product for each costs more than most of them. */
export const test = base.extend<object, { hall: Hall }>({
  hall: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off its first parameter
    async ({}, use) => {
      const world = await openWorld()
      const home = await mkdtemp(join(tmpdir(), 'sallyport-peers-'))
      await use({ world, account: await signUpAt(world.origin, 'peers'), home })
      await world.end()
      await rm(home, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
})

export { expect } from '@playwright/test'
