import clsx from 'clsx'
import type { ReactNode } from 'react'
import { LogoMark } from '#web/ui/display/logo.tsx'
import { usePageTitle } from '../page-title.ts'
import { paths } from '../paths.ts'
import { SkipLink } from './skip-link.tsx'

interface PublicLayoutProps {
  readonly heading: string
  /** `page`: to read; without it a narrow column, to fill in. */
  readonly width?: 'page' | undefined
  readonly children: ReactNode
}

/** The frame of the pages for who is not signed in: one quiet column. */
export function PublicLayout({ heading, width, children }: PublicLayoutProps) {
  usePageTitle(heading, 0, undefined)
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="px-6 py-5 max-[560px]:px-4">
        <a
          href={paths.home()}
          className="inline-flex items-center gap-[9px] rounded-sm py-1 text-lg font-semibold tracking-[-0.01em]"
        >
          <LogoMark />
          Sallyport
        </a>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={clsx(
          'mx-auto w-full flex-1 px-6 pb-16 max-[560px]:min-h-[calc(100dvh-70px)] max-[560px]:px-4 max-[560px]:pt-5',
          width === 'page'
            ? 'min-h-[calc(100dvh-70px)] max-w-[968px] pt-6'
            : 'max-w-[424px] pt-[max(24px,8vh)]',
        )}
      >
        {children}
      </main>
      <footer className="flex flex-wrap items-center justify-center gap-x-6 gap-y-2 px-6 py-6 text-center text-sm text-ink-3">
        <span>A policy gateway between agents and MCP servers, on your own machine</span>
        <FooterLink href={paths.reference()}>Policy language</FooterLink>
        <FooterLink href={paths.contact()}>Help and contact</FooterLink>
      </footer>
    </div>
  )
}

function FooterLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      className="rounded-sm py-1 underline decoration-line-strong underline-offset-[3px] hover:text-ink"
    >
      {children}
    </a>
  )
}
