import { useNavigate } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSignOut } from '#web/data/me.ts'
import { type CurrentWorkspace, chooseWorkspace } from '#web/data/workspace.ts'
import { toast } from '#web/ui/feedback/toast.ts'
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from '#web/ui/overlay/menu.tsx'
import { chooseTheme, useThemeChoice } from '#web/ui/theme.ts'
import { paths } from '../paths.ts'

const themes = [
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
] as const

/** What belongs to the person: other workspaces, the theme, signing out. Open when it comes, because it was asked for. */
export function OpenAccountMenu({ current, trigger }: { current: CurrentWorkspace; trigger: ReactNode }) {
  const { workspace, member, memberships } = current
  const theme = useThemeChoice()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const leave = () => {
    signOut.mutateAsync().then(
      // Whoever signs in next need not be who signed out, so the address says nothing of where that was.
      () => navigate({ href: paths.signIn(), replace: true }),
      () => toast.failed('Signing out did not work. You are still signed in; try again.'),
    )
  }
  return (
    <Menu align="start" className="w-60" defaultOpen trigger={trigger}>
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate font-medium">{member.name === '' ? member.email : member.name}</p>
        {member.name !== '' && <p className="truncate text-sm text-ink-3">{member.email}</p>}
      </div>
      {memberships.length > 1 && (
        <>
          <MenuSeparator />
          <MenuLabel>Workspace</MenuLabel>
          <MenuRadio
            label="Workspace"
            value={workspace.id}
            options={memberships.map((entry) => ({ value: entry.workspace.id, label: entry.workspace.name }))}
            onChange={chooseWorkspace}
          />
        </>
      )}
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuRadio label="Theme" value={theme} options={themes} onChange={chooseTheme} />
      <MenuSeparator />
      <MenuItem asChild>
        <a href={paths.settings()}>
          <Settings aria-hidden />
          Settings
        </a>
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
