export { type CompiledPolicy, compile, type Resolved } from './compile.ts'
export type {
  ApprovalNeed,
  Call,
  Counts,
  Decision,
  Refusal,
  Reservation,
  SeenCondition,
  SeenPredicate,
} from './decision.ts'
export { describe, describeRule } from './describe.ts'
export { detectDispatchers } from './detect.ts'
export { type Change, diff } from './diff.ts'
export { isReadable, qualified } from './dispatch.ts'
export { type FormAction, formAction, isHiddenByName, type PolicyAction } from './edit/actions.ts'
export { type EditFault, edit } from './edit/edit.ts'
export { noteOf } from './edit/note.ts'
export { applyEdits, invertEdits, type TextEdit } from './edit/text-edit.ts'
export { evaluate } from './evaluate.ts'
export { type FaultCode, faults } from './faults.ts'
export type { Dispatcher, Inventory, InventoryTool } from './inventory.ts'
export { argumentPaths, policyJsonSchema } from './json-schema.ts'
export {
  type Counters,
  memoryCounters,
  oldestSlot,
  type PastReservation,
  refusalAt,
  slotOf,
  slotsPerWindow,
  type Tally,
  unlimited,
  usedAt,
} from './limits.ts'
export { type LintWorld, lint } from './lint/lint.ts'
export { type Listing, listing } from './listing.ts'
export { type Parsed, parse } from './parse.ts'
export { print } from './print.ts'
export type { Fix, Problem, Severity } from './problem.ts'
export { callLimit, recommend, recommendRule, recommendText, recommendTool } from './recommend.ts'
export { type ReferenceSection, reference } from './reference.ts'
export { runTests, type TestResult, type TestWorld } from './run-tests.ts'
export {
  Approval,
  Condition,
  Limit,
  Outcome,
  PolicyDocument,
  PolicyTest,
  Predicate,
  ToolRule,
} from './schema.ts'
export { type RecordedCall, type Simulation, simulate } from './simulate.ts'
export type { Place } from './source.ts'
