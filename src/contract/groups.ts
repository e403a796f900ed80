import { accounts } from './accounts.ts'
import { acknowledgements } from './acknowledgements.ts'
import { activity } from './activity.ts'
import { approvals } from './approvals.ts'
import { contact } from './contact.ts'
import { grants } from './grants.ts'
import { live } from './live.ts'
import { policies } from './policies.ts'
import { recordedCalls } from './recorded-calls.ts'
import type { Route } from './route.ts'
import { savedViews } from './saved-views.ts'
import { servers } from './servers.ts'
import { workspaces } from './workspaces.ts'

/** The whole of the HTTP API, by noun. */
export const groups = {
  accounts,
  workspaces,
  servers,
  policies,
  acknowledgements,
  savedViews,
  grants,
  approvals,
  activity,
  recordedCalls,
  live,
  contact,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Route>>>>
