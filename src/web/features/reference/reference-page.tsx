import clsx from 'clsx'
import { useEffect } from 'react'
import { type ReferenceSection, reference } from '#policy'
import { useMe } from '#web/data/me.ts'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { PageHeader } from '#web/ui/layout/page-header.tsx'
import { Section } from '#web/ui/layout/section.tsx'
import { Block } from './block.tsx'

// The language does not change while a page is open.
const sections = reference()

/** Public: the whole policy language, made from its schema. */
export function ReferencePage() {
  const me = useMe()
  useScrollToAnchor()
  return (
    <div
      className={clsx(
        'grid w-full max-w-[920px] grid-cols-[minmax(0,1fr)] gap-10',
        me.data && 'mx-auto px-6 py-8 max-[560px]:px-4',
      )}
    >
      <PageHeader title="Policy language">
        A policy says what an agent may do with the tools of one server. Every call is judged by it before it
        reaches the server, and what it does not allow does not pass.
      </PageHeader>
      <Contents />
      {sections.map(({ id, title, about, blocks }) => (
        <Section key={id} id={id} title={title} description={<Sentence text={about} />}>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            {blocks.map((block) => (
              <Block key={blockKey(block)} block={block} />
            ))}
          </div>
        </Section>
      ))}
    </div>
  )
}

/** An address with an anchor, opened anew: the router looks for the section before the shell has drawn it. */
function useScrollToAnchor(): void {
  useEffect(() => {
    const id = window.location.hash.slice(1)
    if (id !== '') document.getElementById(id)?.scrollIntoView()
  }, [])
}

function blockKey(block: ReferenceSection['blocks'][number]): string {
  return 'label' in block ? block.label : block.kind
}

function Contents() {
  return (
    <nav
      aria-label="On this page"
      className="columns-2 gap-x-6 border-y border-line py-3 min-[720px]:columns-3"
    >
      <ul>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <TextLink href={`#${id}`} className="inline-flex min-h-7 items-center pointer-coarse:min-h-10">
              {title}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
