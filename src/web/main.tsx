import './index.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { invariant } from '#std/invariant'
import { meQuery } from '#web/data/me.ts'
import { createQueryClient } from '#web/data/query-client.ts'
import { nextTask } from './next-task.ts'
import { createAppRouter, fetchPage } from './routes.tsx'

const queryClient = createQueryClient()
const router = createAppRouter(queryClient)
const root = document.getElementById('root')
invariant(root, 'index.html has the element `root`')

// Before anything is drawn: what the first page waits for is on its way meanwhile.
void queryClient.prefetchQuery(meQuery)
void nextTask().then(() => {
  fetchPage(router)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
})
