import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { Grant } from '#model/grant'
import type { ServerSummary } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { TabPanel, Tabs } from '#web/ui/layout/tabs.tsx'
import { type Client, clients, firstClient, holdsToken, type Snippet, type Variant } from './clients.ts'
import type { Connection } from './connection.ts'
import { lastClient, rememberClient } from './last-client.ts'
import { MergeFile } from './merge-file-form.tsx'

export interface ConnectPanelProps {
  server: Pick<ServerSummary, 'slug' | 'gatewayUrl'>
  grant: Grant
  /** Null when it is not known any more; the snippets then leave a place for it. */
  token: string | null
}

/** How to point each client at the gateway. The token is drawn as dots; what is copied holds it. */
export function ConnectPanel({ server, grant, token }: ConnectPanelProps) {
  const [clientId, setClientId] = useState(() => firstClient(lastClient(), grant.progress.clientName).id)
  const connection: Connection = { name: server.slug, url: server.gatewayUrl, token }
  return (
    <Tabs
      label="Client"
      tabs={clients.map(({ id, name }) => ({ value: id, label: name }))}
      value={clientId}
      onChange={(id) => {
        setClientId(id)
        rememberClient(id)
      }}
      className="min-w-0"
    >
      {clients.map((client) => (
        <TabPanel key={client.id} value={client.id} className="pt-4">
          <ClientSteps client={client} connection={connection} />
        </TabPanel>
      ))}
    </Tabs>
  )
}

const kindWords: Readonly<Record<Variant['kind'], string>> = {
  link: 'One click',
  command: 'Command',
  file: 'File',
}

function ClientSteps({ client, connection }: { client: Client; connection: Connection }) {
  // A link that needs a token cannot be made without one.
  const variants = client.variants.filter((variant) => connection.token !== null || variant.kind !== 'link')
  const [kind, setKind] = useState(variants[0]?.kind)
  const variant = variants.find((each) => each.kind === kind) ?? variants[0]
  if (client.cannot !== undefined || variant === undefined)
    return <Banner tone="warning">{client.cannot}</Banner>
  return (
    <div className="grid gap-4">
      {variants.length > 1 && (
        <SegmentedControl
          label={`Way to set up ${client.name}`}
          className="justify-self-start"
          options={variants.map((each) => ({ value: each.kind, label: kindWords[each.kind] }))}
          value={variant.kind}
          onChange={setKind}
        />
      )}
      <VariantSteps key={variant.kind} variant={variant} connection={connection} />
      <p className="leading-relaxed text-ink-2">
        <Sentence text={client.verify} />
      </p>
      {client.limit !== undefined && <p className="text-sm text-ink-3">{client.limit}</p>}
    </div>
  )
}

function VariantSteps({ variant, connection }: { variant: Variant; connection: Connection }) {
  return (
    <>
      {variant.kind === 'link' ? (
        <Button
          variant="primary"
          className="justify-self-start"
          icon={<ExternalLink aria-hidden />}
          // INVARIANT: built on the click and put in no attribute, for the link may hold the token.
          onClick={() => window.location.assign(variant.href(connection))}
        >
          {variant.label}
        </Button>
      ) : (
        variant.snippets.map((snippet) => (
          <SnippetBlock key={snippet.label} snippet={snippet} connection={connection} />
        ))
      )}
      <p className="text-sm text-ink-3">{variant.keeps}</p>
    </>
  )
}

function SnippetBlock({ snippet, connection }: { snippet: Snippet; connection: Connection }) {
  const code = snippet.text(connection)
  const secret = connection.token !== null && holdsToken(code, connection) ? connection.token : undefined
  return (
    <div className="grid min-w-0 gap-2">
      <CodeBlock label={snippet.label} code={code} secret={secret} wrap={snippet.format === 'shell'} />
      {snippet.within !== undefined && (
        <MergeFile snippet={code} within={snippet.within} label={snippet.label} secret={secret} />
      )}
    </div>
  )
}
