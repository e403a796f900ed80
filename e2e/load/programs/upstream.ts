import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { answerTo } from './echo.ts'
import { ready } from './ready.ts'

/** An MCP server that does nothing but answer: what it costs is the same for every proxy before it. */
const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(request.method === 'DELETE' ? 200 : 405, { 'content-length': 0 }).end()
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const text = (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''
    const answer = answerTo(text)
    if (answer === undefined) {
      response.writeHead(202, { 'content-length': 0 }).end()
      return
    }
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    }
    if (text.includes('"method":"initialize"')) headers['mcp-session-id'] = randomUUID()
    response.writeHead(200, headers).end(answer)
  })
})

ready(server)
