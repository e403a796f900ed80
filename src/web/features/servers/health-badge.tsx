import { CircleCheck, CircleDashed, KeyRound, PackageOpen, Unplug } from 'lucide-react'
import type { Server } from '#model/server'
import { Badge } from '#web/ui/display/badge.tsx'

type HealthState = Server['health']['state']

const looks: Readonly<
  Record<HealthState, { word: string; tone: 'neutral' | 'allow' | 'deny' | 'limit'; icon: typeof Unplug }>
> = {
  unknown: { word: 'Not yet reached', tone: 'neutral', icon: CircleDashed },
  ok: { word: 'Answers', tone: 'allow', icon: CircleCheck },
  no_tools: { word: 'No tools', tone: 'limit', icon: PackageOpen },
  unreachable: { word: 'Does not answer', tone: 'deny', icon: Unplug },
  needs_authorisation: { word: 'Wants credentials', tone: 'limit', icon: KeyRound },
}

/** The last word on whether the upstream answers. */
export function HealthBadge({ state }: { state: HealthState }) {
  const { word, tone, icon: Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {word}
    </Badge>
  )
}
