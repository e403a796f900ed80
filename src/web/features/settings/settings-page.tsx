import { Monitor, Moon, Sun } from 'lucide-react'
import { sentence } from '#web/data/fault-words.ts'
import { useMe } from '#web/data/me.ts'
import { type CurrentWorkspace, useMay, useUpdateWorkspace, useWorkspace } from '#web/data/workspace.ts'
import { KeyValue } from '#web/ui/display/key-value.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { Section } from '#web/ui/layout/section.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { chooseTheme, useThemeChoice } from '#web/ui/theme.ts'
import { MembersList } from './members-list.tsx'
import { WorkspaceNameForm } from './workspace-name-form.tsx'

export function SettingsPage() {
  const current = useWorkspace()
  return (
    <>
      <TopBar title="Settings" />
      {current === null ? <SkeletonRows /> : <Settings key={current.workspace.id} current={current} />}
    </>
  )
}

function Settings({ current }: { current: CurrentWorkspace }) {
  const { workspace } = current
  const mayChange = useMay('workspace')
  return (
    <div className="grid w-full max-w-[680px] gap-10 px-4 py-6">
      <Section title="Workspace">
        <fieldset disabled={!mayChange} className="min-w-0">
          <legend className="sr-only">Workspace</legend>
          <WorkspaceNameForm workspace={workspace} />
        </fieldset>
        {!mayChange && <p className="text-ink-3">An admin of the workspace can change these settings.</p>}
      </Section>
      <Section
        title="Own calls"
        description="Whether a person may decide a call that came through a grant of their own."
      >
        <OwnApprovals current={current} mayChange={mayChange} />
      </Section>
      <Section title="Members">
        <MembersList workspaceId={workspace.id} />
      </Section>
      <Section title="Appearance" description="In this browser.">
        <ThemeChoice />
      </Section>
      <Section title="Your account">
        <Account current={current} />
      </Section>
    </div>
  )
}

const choices = [
  { value: 'alone', label: 'While alone' },
  { value: 'yes', label: 'Always' },
  { value: 'no', label: 'Never' },
] as const
type Choice = (typeof choices)[number]['value']

const meanings: Readonly<Record<Choice, boolean | null>> = { alone: null, yes: true, no: false }
const words: Readonly<Record<Choice, string>> = {
  alone:
    'A person may decide own calls while nobody else in the workspace may approve. As soon as a second person may, own calls need the other.',
  yes: 'A person may decide own calls. The decision is marked as one’s own in the approval.',
  no: 'Own calls always need another person. With one approver, calls of that person’s grants expire unanswered.',
}

function OwnApprovals({ current, mayChange }: { current: CurrentWorkspace; mayChange: boolean }) {
  const update = useUpdateWorkspace(current.workspace.id)
  const { ownApprovals } = current.workspace
  const chosen: Choice = ownApprovals === null ? 'alone' : ownApprovals ? 'yes' : 'no'
  return (
    <div className="grid gap-2">
      <SegmentedControl
        label="Deciding own calls"
        size="large"
        className="justify-self-start"
        options={choices}
        // Who may decide is a matter of safety: shown as the server has it, not as it was wished.
        value={chosen}
        disabled={!mayChange || update.isPending}
        onChange={(choice) => update.mutate({ ownApprovals: meanings[choice] })}
      />
      <p className="leading-relaxed text-ink-2">{words[chosen]}</p>
      {update.isError && (
        <p role="alert" className="text-sm text-deny">
          {sentence(update.error.message)}
        </p>
      )}
    </div>
  )
}

function ThemeChoice() {
  const theme = useThemeChoice()
  return (
    <SegmentedControl
      label="Theme"
      size="large"
      className="justify-self-start"
      options={[
        { value: 'system', label: 'System', icon: <Monitor /> },
        { value: 'light', label: 'Light', icon: <Sun /> },
        { value: 'dark', label: 'Dark', icon: <Moon /> },
      ]}
      value={theme}
      onChange={chooseTheme}
    />
  )
}

function Account({ current }: { current: CurrentWorkspace }) {
  const me = useMe().data
  if (!me) return null
  return (
    <KeyValue
      items={[
        { key: 'email', label: 'E-mail', value: me.user.email },
        { key: 'name', label: 'Name', value: me.user.name || <span className="text-ink-3">not given</span> },
        { key: 'role', label: 'Role here', value: current.member.role.replace('_', ' ') },
        ...(me.operator
          ? [{ key: 'operator', label: 'Installation', value: 'You run this installation.' }]
          : []),
      ]}
    />
  )
}
