import { useNavigate } from '@tanstack/react-router'
import {
  Activity,
  BookOpen,
  Inbox,
  Library,
  LifeBuoy,
  Monitor,
  Moon,
  Plus,
  Server,
  Settings,
  Sun,
} from 'lucide-react'
import { useServers } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { CommandPalette, type PaletteGroup } from '#web/ui/overlay/command-palette.tsx'
import { usePaletteOffers } from '#web/ui/overlay/palette-offers.ts'
import { chooseTheme } from '#web/ui/theme.ts'
import { paths } from '../paths.ts'

export interface PaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  workspaceId: string
}

/** ⌘K: what can be done on this page, every page, every server and what can be done anywhere, by name. */
export function Palette({ open, onOpenChange, workspaceId }: PaletteProps) {
  const navigate = useNavigate()
  const servers = useServers(workspaceId).data ?? []
  const mayAdd = useMay('servers')
  const offers = usePaletteOffers()
  const go = (href: string) => () => void navigate({ href })
  const groups: readonly PaletteGroup[] = [
    ...offers,
    {
      heading: 'Go to',
      items: [
        { key: 'servers', label: 'Servers', icon: <Server aria-hidden />, run: go(paths.servers()) },
        { key: 'approvals', label: 'Approvals', icon: <Inbox aria-hidden />, run: go(paths.approvals()) },
        { key: 'activity', label: 'Activity', icon: <Activity aria-hidden />, run: go(paths.activity()) },
        { key: 'catalogue', label: 'Catalogue', icon: <Library aria-hidden />, run: go(paths.catalogue()) },
        { key: 'settings', label: 'Settings', icon: <Settings aria-hidden />, run: go(paths.settings()) },
        {
          key: 'reference',
          label: 'Policy language',
          keywords: ['reference', 'docs'],
          icon: <BookOpen aria-hidden />,
          run: go(paths.reference()),
        },
        {
          key: 'help',
          label: 'Help and contact',
          icon: <LifeBuoy aria-hidden />,
          run: go(paths.contact()),
        },
      ],
    },
    {
      heading: 'Servers',
      items: servers.flatMap(({ id, name, slug }) => [
        { key: id, label: name, hint: 'tools', keywords: [slug], run: go(paths.tools(id)) },
        {
          key: `${id}/policies`,
          label: name,
          hint: 'policies',
          keywords: [slug],
          run: go(paths.policies(id)),
        },
        { key: `${id}/grants`, label: name, hint: 'grants', keywords: [slug], run: go(paths.grants(id)) },
      ]),
    },
    {
      heading: 'Do',
      items: [
        ...(mayAdd
          ? [{ key: 'add', label: 'Add a server', icon: <Plus aria-hidden />, run: go(paths.newServer()) }]
          : []),
        { key: 'light', label: 'Light theme', icon: <Sun aria-hidden />, run: () => chooseTheme('light') },
        { key: 'dark', label: 'Dark theme', icon: <Moon aria-hidden />, run: () => chooseTheme('dark') },
        {
          key: 'system',
          label: 'Theme of the system',
          icon: <Monitor aria-hidden />,
          run: () => chooseTheme('system'),
        },
      ],
    },
  ]
  const filled = groups.filter((group) => group.items.length > 0 || group.find !== undefined)
  return <CommandPalette open={open} onOpenChange={onOpenChange} groups={filled} />
}
