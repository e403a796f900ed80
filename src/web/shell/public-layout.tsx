import type { ReactNode } from 'react'
import { LogoMark } from '#web/ui/display/logo.tsx'
import { usePageTitle } from '../page-title.ts'
import { paths } from '../paths.ts'
import { SkipLink } from './skip-link.tsx'

/** The frame of the pages for who is not signed in: one quiet column. */
export function PublicLayout({ heading, children }: { heading: string; children: ReactNode }) {
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
        className="mx-auto w-full max-w-[424px] flex-1 px-6 pt-[max(24px,8vh)] pb-16 max-[560px]:min-h-[calc(100dvh-70px)] max-[560px]:pt-5 max-[560px]:px-4"
      >
        {children}
      </main>
      <footer className="flex flex-wrap items-center justify-center gap-x-6 gap-y-2 px-6 py-6 text-center text-sm text-ink-3">
        <span>A policy gateway between agents and MCP servers, on your own machine</span>
        <a
          href={paths.contact()}
          className="rounded-sm py-1 underline decoration-line-strong underline-offset-[3px] hover:text-ink"
        >
          Help and contact
        </a>
      </footer>
    </div>
  )
}
