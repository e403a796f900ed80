import { afterEach, beforeEach, describe } from 'vitest'
import type { Change, Storage } from '#storage'
import { activity } from './activity-suite.ts'
import { approvals } from './approvals-suite.ts'
import { acknowledgements, definitions, savedViews } from './builder-suite.ts'
import { changes } from './changes-suite.ts'
import { grants } from './grants-suite.ts'
import { enforcement, policies } from './policies-suite.ts'
import { countsByTool, dispatchers, recordedCalls, shadows } from './recorded-suite.ts'
import { inventories, servers } from './servers-suite.ts'
import { contact, workspaces } from './workspaces-suite.ts'

/** What every driver must pass. `open` gives an empty storage; the suite closes it. */
export function storageSuite(name: string, open: () => Promise<Storage>): void {
  describe(name, () => {
    let storage: Storage
    let told: Change[]

    beforeEach(async () => {
      storage = await open()
      told = []
      storage.changes.subscribe((change) => told.push(change))
    })

    afterEach(() => storage.close())

    const given: Given = { storage: () => storage, told: () => told.splice(0) }
    describe('workspaces', () => workspaces(given))
    describe('servers', () => servers(given))
    describe('inventories', () => inventories(given))
    describe('policies', () => policies(given))
    describe('definitions', () => definitions(given))
    describe('acknowledgements', () => acknowledgements(given))
    describe('saved views', () => savedViews(given))
    describe('grants', () => grants(given))
    describe('approvals', () => approvals(given))
    describe('activity', () => activity(given))
    describe('recorded calls', () => recordedCalls(given))
    describe('counts by tool', () => countsByTool(given))
    describe('shadows', () => shadows(given))
    describe('dispatchers', () => dispatchers(given))
    describe('contact', () => contact(given))
    describe('enforcement', () => enforcement(given))
    describe('changes', () => changes(given))
  })
}

export interface Given {
  readonly storage: () => Storage
  /** The changes since it was last asked. */
  readonly told: () => Change[]
}
