import type { ReactNode } from 'react'
import type { Call } from '#model/activity'
import { sentence } from '#web/data/fault-words.ts'
import { paths } from '#web/paths.ts'
import { CopyButton } from '#web/ui/action/copy-button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { DecisionBadge } from '#web/ui/display/decision-badge.tsx'
import { KeyValue } from '#web/ui/display/key-value.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { absoluteTime } from '#web/ui/display/time-words.ts'
import { decisionOf, durationWords, gatewayMs, listedName, shadowWords, upstreamOf } from './call-words.ts'
import type { Names } from './names.ts'

const sentences = {
  allow: 'The call was passed on.',
  deny: 'The call was denied, and the server was not asked.',
  hide: 'The tool is hidden from this grant, so the call was answered as if there were no such tool.',
  approval: 'The call was held until a person decides.',
} as const satisfies Record<Call['outcome'], string>

/** One call: what was decided, by which rule, and where its time went. */
export function CallDetails({ call, names }: { call: Call; names: Names }) {
  const said = call.message === null ? sentences[call.outcome] : sentence(call.message)
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <p className="flex flex-wrap items-center gap-2 pr-8">
          <DecisionBadge decision={decisionOf(call)} size="large" />
          <time dateTime={new Date(call.at).toISOString()} className="text-sm text-ink-3">
            {absoluteTime(call.at)}
          </time>
        </p>
        <h2 className="flex items-start gap-1 font-mono text-lg font-semibold break-all">
          {call.tool}
          <CopyButton text={call.tool} label="Copy the tool's name" />
        </h2>
        <p className="leading-relaxed">{said}</p>
      </div>
      <KeyValue
        items={itemsOf(call, names).map(([label, value], index) => ({
          key: `${label} ${index}`,
          label,
          value,
        }))}
      />
    </div>
  )
}

function itemsOf(call: Call, names: Names): [string, ReactNode][] {
  return [
    ['Rule', <Rule key="rule" call={call} />],
    ...shadowItems(call),
    [
      'Server',
      <TextLink key="server" href={paths.tools(call.serverId, { tool: listedName(call.tool) })}>
        {names.server(call)}
      </TextLink>,
    ],
    [
      'Grant',
      <TextLink key="grant" href={paths.activity({ grant: call.grantId })}>
        {names.grant(call)}
      </TextLink>,
    ],
    ['Client', call.clientName ?? <span className="text-ink-3">did not say</span>],
    ...(call.session === null
      ? []
      : [['Session', <code key="session">{call.session}</code>] satisfies [string, ReactNode]]),
    ['Server’s answer', `It ${upstreamOf(call)}.`],
    ['Time', <Times key="times" call={call} />],
    ...(call.approvalId === null
      ? []
      : [
          [
            'Approval',
            <TextLink key="approval" href={paths.approval(call.approvalId)}>
              Who decided, and on what
            </TextLink>,
          ] satisfies [string, ReactNode],
        ]),
    ...call.reservations.map(({ key, amount }): [string, ReactNode] => [
      'Counted',
      <span key={key}>
        {numberWords(amount)} on <code className="break-all">{key}</code>
      </span>,
    ]),
    [
      'Call id',
      <span key="id" className="inline-flex items-center gap-1">
        <code className="break-all">{call.id}</code>
        <CopyButton text={call.id} label="Copy the call's id" />
      </span>,
    ],
  ]
}

/** What the shadow revision would have said, where it is tried out. */
function shadowItems({ shadow, serverId, policyId, tool }: Call): [string, ReactNode][] {
  if (shadow === null) return []
  const { revision, rule } = shadow
  const pointer = <code className="break-all">{rule}</code>
  const isRule = policyId !== null && rule.startsWith('/')
  return [
    [
      'Shadow',
      <span key="shadow">
        Revision {revision}, which decides nothing, {shadowWords(shadow)}:{' '}
        {isRule ? (
          <TextLink href={paths.policy(serverId, policyId, { sel: tool })}>{pointer}</TextLink>
        ) : (
          pointer
        )}
      </span>,
    ],
  ]
}

function Rule({ call }: { call: Call }) {
  const pointer = <code className="break-all">{call.rule === '' ? '(none)' : call.rule}</code>
  // A reason in words, such as "(unknown tool)", stands in no policy.
  if (call.policyId === null || !call.rule.startsWith('/')) return pointer
  return (
    <>
      <TextLink href={paths.policy(call.serverId, call.policyId, { sel: call.tool })}>{pointer}</TextLink>
      {call.revision !== null && <span className="text-ink-3"> in revision {call.revision}</span>}
    </>
  )
}

function Times({ call }: { call: Call }) {
  return (
    <>
      {durationWords(call.totalMs)}
      {call.upstreamMs !== null && (
        <span className="text-ink-3">
          {`: ${durationWords(call.upstreamMs)} at the server, ${durationWords(gatewayMs(call))} in the gateway`}
        </span>
      )}
    </>
  )
}
